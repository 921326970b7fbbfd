package clam

import (
	"bytes"
	"context"
	"encoding/binary"
	"errors"
	"io"
	"net"
	"time"
)

// pieceSize is how much goes out at once.
const pieceSize = 64 << 10

// answerMax is more than the daemon's longest answer.
const answerMax = 4 << 10

var (
	errCut      = errors.New("clam: the line was cut")
	errNonsense = errors.New("clam: an answer that is none")
)

// ask sends a file by INSTREAM (clamd(8)): pieces with their length in front, an
// empty one at the end, and one answer. A daemon that has had enough answers
// before the end and closes; its answer counts.
func (s *Scanner) ask(ctx context.Context, r *reader) (answer, error) {
	dialer := net.Dialer{Timeout: s.opts.Dial}
	conn, err := dialer.DialContext(ctx, s.network, s.addr)
	if err != nil {
		return nil, err
	}
	defer func() { _ = conn.Close() }()
	stop := context.AfterFunc(ctx, func() { _ = conn.SetDeadline(time.Unix(1, 0)) })
	defer stop()
	sent := s.send(ctx, conn, r)
	if r.failed != nil {
		return nil, sent
	}
	got, err := listen(conn)
	if err != nil && sent != nil {
		err = sent
	}
	return got, err
}

func (s *Scanner) send(ctx context.Context, conn net.Conn, r io.Reader) error {
	out := &steady{ctx: ctx, Conn: conn, idle: s.opts.Idle}
	if _, err := out.Write([]byte("zINSTREAM\x00")); err != nil {
		return err
	}
	piece := make([]byte, 4+pieceSize)
	for {
		n, err := io.ReadFull(r, piece[4:])
		if err != nil && !errors.Is(err, io.EOF) && !errors.Is(err, io.ErrUnexpectedEOF) {
			return err
		}
		if n == 0 {
			break
		}
		binary.BigEndian.PutUint32(piece, uint32(n)) // at most pieceSize
		if _, err := out.Write(piece[:4+n]); err != nil {
			return err
		}
	}
	_, err := out.Write([]byte{0, 0, 0, 0})
	return err
}

// alive says whether the daemon answers at all. ctx may have ended.
func (s *Scanner) alive(ctx context.Context) bool {
	ctx, cancel := context.WithTimeout(context.WithoutCancel(ctx), s.opts.Dial)
	defer cancel()
	conn, err := (&net.Dialer{}).DialContext(ctx, s.network, s.addr)
	if err != nil {
		return false
	}
	defer func() { _ = conn.Close() }()
	stop := context.AfterFunc(ctx, func() { _ = conn.SetDeadline(time.Unix(1, 0)) })
	defer stop()
	if _, err := conn.Write([]byte("zPING\x00")); err != nil {
		return false
	}
	got, err := listen(conn)
	return err == nil && string(got) == "PONG"
}

// timedOut says whether it took too long, and not that it failed.
func timedOut(err error) bool {
	var late net.Error
	return errors.Is(err, context.DeadlineExceeded) || errors.As(err, &late) && late.Timeout()
}

// listen reads the answer, which ends with a zero byte; it may take as long as
// the whole question.
func listen(conn net.Conn) (answer, error) {
	var got bytes.Buffer
	block := make([]byte, 512)
	for got.Len() < answerMax {
		n, err := conn.Read(block)
		got.Write(block[:n])
		if text, _, ended := bytes.Cut(got.Bytes(), []byte{0}); ended {
			return answer(text), nil
		}
		if errors.Is(err, io.EOF) {
			return nil, errCut
		}
		if err != nil {
			return nil, err
		}
	}
	return nil, errNonsense
}

// steady writes as long as each piece goes out in time.
type steady struct {
	net.Conn
	ctx  context.Context //nolint:containedctx // as long as one question
	idle time.Duration
}

func (s *steady) Write(p []byte) (int, error) {
	if err := s.ctx.Err(); err != nil {
		return 0, err
	}
	timer := time.AfterFunc(s.idle, func() { _ = s.SetWriteDeadline(time.Unix(1, 0)) })
	defer timer.Stop()
	return s.Conn.Write(p)
}

// cause is what may be logged of a failure: never an address, which could name a
// machine of the office.
func cause(err error) string {
	var op *net.OpError
	switch {
	case timedOut(err):
		return "it is too slow"
	case errors.As(err, &op) && op.Err != nil:
		return op.Op + ": " + op.Err.Error()
	}
	return err.Error()
}
