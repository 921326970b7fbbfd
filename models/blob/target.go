package blob

import (
	"context"
	"errors"
	"io"
	"os"
	"time"

	"gocloud.dev/blob"
)

// direct writes to a folder, or to memory.
type direct struct {
	*blob.Writer
	file   *os.File // of a folder
	cancel context.CancelFunc
}

func (s *Store) direct(ctx context.Context, name string, o *blob.WriterOptions) (*direct, error) {
	ctx, cancel := context.WithCancel(ctx)
	d := &direct{cancel: cancel}
	o.BeforeWrite = func(as func(any) bool) error {
		as(&d.file) // false but for a folder
		return nil
	}
	var err error
	if d.Writer, err = s.bucket.NewWriter(ctx, name, o); err != nil {
		cancel()
		return nil, err
	}
	return d, nil
}

func (d *direct) Close() error {
	defer d.cancel()
	if err := d.flush(); err != nil {
		d.drop()
		return err
	}
	return d.Writer.Close()
}

func (d *direct) drop() {
	d.cancel()
	_ = d.Writer.Close()
}

// upload sends a blob to a server. It ends by an error of its reader and not by
// its context: the library drops the parts that it sent under the very context
// of the upload, so one that is cancelled would leave them in the bucket, where no
// list of blobs shows them.
type upload struct {
	*io.PipeWriter
	gone    func() error // says whether whoever began it is gone
	done    chan struct{}
	err     error // of the upload, once done is closed
	release func()
}

var errDropped = errors.New("blob: the upload was dropped")

// farewell is how long an upload may take to drop its parts after whoever began
// it is gone.
const farewell = 10 * time.Second

func (s *Store) upload(ctx context.Context, name string, o *blob.WriterOptions) *upload {
	sending, cancel := context.WithCancel(context.WithoutCancel(ctx))
	r, w := io.Pipe()
	leave := context.AfterFunc(ctx, func() {
		_ = w.CloseWithError(ctx.Err()) // never fails (io)
		time.AfterFunc(farewell, cancel)
	})
	u := &upload{PipeWriter: w, gone: ctx.Err, done: make(chan struct{}), release: func() { leave(); cancel() }}
	go func() {
		defer close(u.done)
		u.err = s.bucket.Upload(sending, name, r, o)
		_ = r.CloseWithError(errors.Join(u.err, io.ErrClosedPipe)) // never fails (io)
	}()
	return u
}

// Close waits until the server has the blob.
func (u *upload) Close() error {
	if err := u.gone(); err != nil {
		u.drop()
		return err
	}
	_ = u.PipeWriter.Close() // never fails (io)
	<-u.done
	u.release()
	return u.err
}

func (u *upload) drop() {
	_ = u.CloseWithError(errDropped) // never fails (io)
	<-u.done
	u.release()
}
