package scrub_test

import (
	"bytes"
	"context"
	"errors"
	"slices"
	"strings"
	"testing"

	"heed/models/scrub"
)

// mark is in every field of the samples that a clean copy must not have. It is
// made so that no encoder writes it by chance.
const mark = "QzMARKvillager"

// cleaned cleans a sample and checks what holds for every type: the copy tells
// nothing any more, is of the same type, and cleaning it again changes nothing.
func cleaned(t *testing.T, typ scrub.Type, data string) (string, scrub.Report) {
	t.Helper()
	if got, err := sniff(data); got != typ || err != nil {
		t.Fatalf("the sample is %q, %v; want %s", got, err, typ)
	}
	out, report := clean(t, typ, data)
	if !report.Cleaned || report.Changed != (out != data) {
		t.Errorf("report %+v", report)
	}
	for name, hidden := range map[string]string{"mark": mark, "mark in UTF-16": wide(mark), "mark, big end first": swapped(wide(mark))} {
		if at := strings.Index(out, hidden); at >= 0 {
			t.Errorf("%s: the %s is left at %d: %q", typ, name, at, out[max(0, at-40):at+len(hidden)])
		}
	}
	if got, err := sniff(out); got != typ || err != nil {
		t.Errorf("the copy is %q, %v; want %s", got, err, typ)
	}
	again, second := clean(t, typ, out)
	if again != out || second.Changed || !second.Cleaned || second.Removed != nil {
		t.Errorf("%s: cleaning twice: same %v, report %+v", typ, again == out, second)
	}
	return out, report
}

func clean(t *testing.T, typ scrub.Type, data string) (string, scrub.Report) {
	t.Helper()
	var out bytes.Buffer
	report, err := scrub.Clean(t.Context(), typ, strings.NewReader(data), int64(len(data)), &out)
	if err != nil {
		t.Fatal(err)
	}
	return out.String(), report
}

func swapped(s string) string {
	b := []byte(s)
	for i := 0; i+1 < len(b); i += 2 {
		b[i], b[i+1] = b[i+1], b[i]
	}
	return string(b)
}

func wantRemoved(t *testing.T, report scrub.Report, want ...scrub.Trace) {
	t.Helper()
	if !slices.Equal(report.Removed, want) {
		t.Errorf("removed %v, want %v", report.Removed, want)
	}
}

// untouched wants a copy of the same bytes that is reported as not clean.
func untouched(t *testing.T, typ scrub.Type, data string) {
	t.Helper()
	out, report := clean(t, typ, data)
	if out != data || report.Cleaned || report.Changed || report.Removed != nil {
		t.Errorf("same %v, report %+v", out == data, report)
	}
}

func TestTextHasNothingToTakeOut(t *testing.T) {
	out, report := cleaned(t, scrub.Text, village)
	if out != village || report.Changed {
		t.Errorf("%q %+v", out, report)
	}
}

func TestAnArchiveIsNotCleanedAndSaysSoBefore(t *testing.T) {
	if scrub.Zip.Cleans() {
		t.Error("Cleans says that it is")
	}
	untouched(t, scrub.Zip, zipped(t, mark, mark))
	for _, one := range scrub.Types() {
		if one != scrub.Zip && !one.Cleans() {
			t.Errorf("%s is not cleaned", one)
		}
	}
}

// What no parser can make sense of is copied as it is.
func TestDamagedIsCopiedWhole(t *testing.T) {
	for typ, data := range map[scrub.Type]string{
		scrub.JPEG: "\xff\xd8\xff\xe1\xff\xff" + mark,
		scrub.PNG:  "\x89PNG\r\n\x1a\n\x00\x00\x00\x0dIHDR\x00",
		scrub.WebP: "RIFF\x04\x00\x00\x00WEBPEXIF\xff\x00\x00\x00",
	} {
		untouched(t, typ, data)
	}
}

func TestCleanEndsWithItsContext(t *testing.T) {
	ctx, cancel := context.WithCancel(t.Context())
	cancel()
	for _, typ := range scrub.Types() {
		if _, err := scrub.Clean(ctx, typ, strings.NewReader(village), int64(len(village)), &bytes.Buffer{}); !errors.Is(err, context.Canceled) {
			t.Errorf("%s: %v", typ, err)
		}
	}
}

func TestFaultsOfReaderAndWriterAreTold(t *testing.T) {
	for _, typ := range scrub.Types() {
		if _, err := scrub.Clean(t.Context(), typ, failing{}, 4096, &bytes.Buffer{}); !errors.Is(err, errDisk) {
			t.Errorf("%s: reading: %v", typ, err)
		}
		if _, err := scrub.Clean(t.Context(), typ, strings.NewReader(village), int64(len(village)), full{}); !errors.Is(err, errDisk) {
			t.Errorf("%s: writing: %v", typ, err)
		}
	}
}

type full struct{}

func (full) Write([]byte) (int, error) { return 0, errDisk }

func TestEveryTraceHasItsKeyOnce(t *testing.T) {
	keys := map[string]bool{}
	for _, trace := range scrub.Traces() {
		if !strings.HasPrefix(trace.Key(), "trace.") || keys[trace.Key()] {
			t.Errorf("key %q", trace.Key())
		}
		keys[trace.Key()] = true
	}
	if len(keys) != 12 {
		t.Errorf("%d traces", len(keys))
	}
}
