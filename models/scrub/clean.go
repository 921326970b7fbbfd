package scrub

import (
	"context"
	"errors"
	"io"
)

// Report says what Clean did.
type Report struct {
	Removed []Trace // what was found and taken out, each once; nil when nothing
	Cleaned bool    // the copy holds none of the traces that this package knows
	Changed bool    // the copy differs from the original
}

// Clean writes a working copy of a file of type t to w. The copy is always
// whole: where the type or the file cannot be cleaned, it is the file as it is,
// and the report's Cleaned is false. An error means that the copy is not whole: r
// or w failed, or ctx ended.
func Clean(ctx context.Context, t Type, r io.ReaderAt, size int64, w io.Writer) (Report, error) {
	f := newFile(r, size)
	clean := cleanerOf(t)
	if clean == nil {
		return Report{}, copyTo(ctx, w, f.stream(), size)
	}
	report, err := clean(ctx, f, w)
	if errors.Is(err, errDamaged) {
		return Report{}, copyTo(ctx, w, f.stream(), size)
	}
	return report, err
}

// cleaner makes the copy. It returns errDamaged only before it has written.
type cleaner func(ctx context.Context, f file, w io.Writer) (Report, error)

// cleanerOf knows how a type is cleaned; nil when it is not.
func cleanerOf(t Type) cleaner {
	switch t {
	case JPEG:
		return planned(planJPEG)
	case PNG:
		return planned(planPNG)
	case WebP:
		return planned(planWebP)
	case HEIC:
		return planned(planHEIC)
	case PDF:
		return cleanPDF
	case DOCX, XLSX, PPTX:
		return cleanOffice(t)
	case MP3:
		return planned(planMP3)
	case MP4, M4A:
		return planned(planMP4)
	case WAV:
		return planned(planWAV)
	case EML:
		return cleanMail
	case Text:
		return untouched
	case Zip: // what is in it is anything
	}
	return nil
}

// planned makes a cleaner of a function that plans the copy.
func planned(make func(file, *plan) error) cleaner {
	return func(ctx context.Context, f file, w io.Writer) (Report, error) {
		p := newPlan()
		if err := make(f, p); err != nil {
			return Report{}, err
		}
		if p.over {
			return Report{}, errDamaged
		}
		report := Report{Removed: p.traces.list(), Cleaned: true, Changed: p.edited || p.same != f.size}
		return report, p.write(ctx, f, w)
	}
}

// untouched copies what has nothing to take out.
func untouched(ctx context.Context, f file, w io.Writer) (Report, error) {
	return Report{Cleaned: true}, copyTo(ctx, w, f.stream(), f.size)
}
