package scrub

import (
	"archive/zip"
	"bufio"
	"bytes"
	"context"
	"errors"
	"io"
	"path"
	"strings"

	"golang.org/x/sync/semaphore"
)

// Bounds on what an Office file inflates to: all of it, and a picture or a
// document inside, which is in memory while it is cleaned.
const (
	mostExpanded = 256 << 20
	mostMedia    = 20 << 20
)

// mediaRoom lets two pictures or documents out of Office files be in memory at a
// time.
var mediaRoom = semaphore.NewWeighted(2)

// office copies one file of Word, Excel or PowerPoint, part by part.
type office struct {
	ctx    context.Context
	kind   Type
	gone   map[string]Trace // parts that are left out, by their names in small letters
	traces traceSet
	clean  bool
	inner  bool  // it is itself inside another
	trial  bool  // written to nowhere: nothing is packed
	left   int64 // bytes that parts may still inflate to
}

// cleanOffice writes the archive anew: parts that only tell of people and
// programs are left out, with what points to them; names and times are taken out
// of the others, whose text stays. It is written to nowhere first, so that
// nothing is written of a file that turns out to be damaged.
func cleanOffice(kind Type) cleaner {
	return func(ctx context.Context, f file, w io.Writer) (Report, error) {
		return cleanPackage(&office{ctx: ctx, kind: kind}, f, w)
	}
}

func cleanPackage(o *office, f file, w io.Writer) (Report, error) {
	archive, err := openZip(f)
	if err != nil {
		return Report{}, err
	}
	trial := *o
	trial.trial = true
	if err := trial.copy(archive, io.Discard); err != nil {
		return Report{}, err
	}
	done, same := *o, &sameAs{file: f}
	if err := done.copy(archive, io.MultiWriter(w, same)); err != nil {
		if errors.Is(err, errDamaged) { // it was not, a moment ago
			err = io.ErrUnexpectedEOF
		}
		return Report{}, err
	}
	return Report{Removed: done.traces.list(), Cleaned: done.clean, Changed: !same.equal()}, nil
}

// copy writes all parts, in their order, without times and what else an archive
// remembers of the computer that made it.
func (o *office) copy(archive *zip.Reader, w io.Writer) error {
	o.traces, o.clean, o.left = traceSet{}, true, mostExpanded
	if err := o.findGone(archive); err != nil {
		return err
	}
	buffered := bufio.NewWriterSize(w, 64<<10)
	out, seen := zip.NewWriter(buffered), map[string]bool{}
	for _, member := range archive.File {
		if err := o.ctx.Err(); err != nil {
			return err
		}
		name := strings.ToLower(strings.TrimPrefix(member.Name, "/"))
		if seen[name] || member.Flags&1 != 0 || strings.Contains(name, "..") {
			return errDamaged
		}
		seen[name] = true
		if strings.HasSuffix(name, "/") {
			continue
		}
		if err := o.part(member, name, out); err != nil {
			return err
		}
	}
	if err := out.Close(); err != nil {
		return err
	}
	return buffered.Flush()
}

// part writes one part, or notes what it told.
func (o *office) part(member *zip.File, name string, out *zip.Writer) error {
	in, err := member.Open()
	if err != nil {
		return damageOr(err)
	}
	defer func() { _ = in.Close() }() // a part that was read tells nothing more
	r := &bounded{in: in, left: &o.left}
	if o.leftOut(name) {
		o.traces.join(o.readGone(name, r))
		return r.fault()
	}
	head := &zip.FileHeader{Name: member.Name, Method: zip.Deflate, NonUTF8: member.NonUTF8}
	if member.Method == zip.Store || o.trial {
		head.Method = zip.Store
	}
	w, err := out.CreateHeader(head)
	if err != nil {
		return err
	}
	return o.write(name, w, r)
}

func (o *office) write(name string, w io.Writer, r *bounded) error {
	kind := path.Ext(name)
	switch {
	case kind == ".rels":
		return copyXML(w, r, o.relations(name))
	case name == "[content_types].xml":
		return copyXML(w, r, o.contentTypes())
	case kind == ".vml": // drawings of Office 2003, often not well formed, without names
	case strings.Contains(name, "/media/") || strings.Contains(name, "/embeddings/"):
		return o.embedded(name, w, r)
	default:
		return o.other(w, r)
	}
	if _, err := io.Copy(w, r); err != nil {
		return r.or(err)
	}
	return nil
}

// other cleans a part that is XML, whatever its name, and copies any other.
func (o *office) other(w io.Writer, r *bounded) error {
	in := bufio.NewReader(r)
	head, _ := in.Peek(64) // what fails now fails again
	if head = bytes.TrimLeft(bytes.TrimPrefix(head, []byte("\xef\xbb\xbf")), "\x00\t\n\r "); len(head) > 0 && head[0] == '<' {
		return copyXML(w, in, o.rule())
	}
	if bytes.HasPrefix(head, []byte("\xff\xfe")) || bytes.HasPrefix(head, []byte("\xfe\xff")) { // XML in UTF-16
		return errDamaged
	}
	if _, err := io.Copy(w, in); err != nil {
		return r.or(err)
	}
	return nil
}

// embedded cleans a picture, a recording or a document inside. What cannot be
// cleaned stays, and with it the doubt; drawings and animations of the old kinds
// tell nothing that a program would write of its own.
func (o *office) embedded(name string, w io.Writer, r *bounded) error {
	if !o.inner { // what is inside of what is inside shares its room
		if err := mediaRoom.Acquire(o.ctx, 1); err != nil {
			return err
		}
		defer mediaRoom.Release(1)
	}
	data, err := io.ReadAll(io.LimitReader(r, mostMedia+1))
	if err != nil {
		return r.or(err)
	}
	if len(data) > mostMedia {
		return errDamaged
	}
	if len(data) == 0 {
		return nil
	}
	f := newFile(bytes.NewReader(data), int64(len(data)))
	t, err := Sniff(f, f.size, "")
	if err != nil {
		o.clean = o.clean && plainDrawings[path.Ext(name)]
		_, err = w.Write(data)
		return err
	}
	var report Report
	switch {
	case t != DOCX && t != XLSX && t != PPTX:
		report, err = Clean(o.ctx, t, f, f.size, w)
	case o.inner:
		_, err = w.Write(data)
	default:
		report, err = cleanPackage(&office{ctx: o.ctx, kind: t, inner: true}, f, w)
		if errors.Is(err, errDamaged) {
			_, err = w.Write(data)
		}
	}
	o.clean = o.clean && report.Cleaned
	o.traces.add(report.Removed...)
	return err
}

// plainDrawings are endings of pictures that have no place for traces, or none
// that programs use.
var plainDrawings = map[string]bool{".emf": true, ".wmf": true, ".gif": true, ".svg": true, ".bmp": true, ".wdp": true}
