package portal

import (
	"context"
	"sync/atomic"
	"time"

	"github.com/gofiber/fiber/v2"

	"heed/models"
	"heed/models/intake"
	"heed/models/seal/receipt"
	"heed/models/statement"
	"heed/models/store"
)

// handed is what the reporter of a stored report is given: the receipt, and the
// statement that the report was taken in. The statement is empty when the name
// of the office could not be read: the receipt is shown all the same.
type handed struct {
	receipt   receipt.Receipt
	statement string
	files     []taken // with what was taken out of them
}

// statements makes what reporters keep as evidence, and knows the keys by which
// it is checked.
type statements struct {
	signer *statement.Signer
	store  *store.Store
	zone   *time.Location
	office atomic.Pointer[string]
}

func newStatements(secret []byte, s *store.Store, zone *time.Location) (*statements, error) {
	signer, err := statement.NewSigner(secret)
	return &statements{signer: signer, store: s, zone: zone}, err
}

// of signs the statement of a report that was stored.
func (s *statements) of(ctx context.Context, r intake.Result) (string, error) {
	name, err := s.name(ctx)
	if err != nil {
		return "", err
	}
	return s.signer.Make(statement.Statement{Office: name, Number: r.Tip.Number, At: r.Tip.ReceivedAt.In(s.zone), Sealed: r.Sealed})
}

// name is that of the office, which is read once.
func (s *statements) name(ctx context.Context) (string, error) {
	if known := s.office.Load(); known != nil {
		return *known, nil
	}
	var office models.Office
	err := s.store.Read(ctx, func(tx *store.Tx) (err error) {
		office, err = tx.Office()
		return err
	})
	if models.KindOf(err) == models.KindNotFound {
		office.Name, err = "Heed", nil // an office that nobody has set up has no name
	}
	if err == nil {
		s.office.Store(&office.Name)
	}
	return office.Name, err
}

// keys are the public keys that sign, or once signed, statements; that of this
// process is among them from its first moment.
func (s *statements) keys(ctx context.Context) ([]models.StatementKey, error) {
	var keys []models.StatementKey
	err := s.store.Read(ctx, func(tx *store.Tx) (err error) {
		keys, err = tx.StatementKeys()
		return err
	})
	for _, k := range keys {
		if k.Public == s.signer.Public() {
			return keys, err
		}
	}
	return append(keys, models.StatementKey{Public: s.signer.Public()}), err
}

// StatementKey is the public half of the key that signs statements, to be
// recorded before the site is served.
func (p *Portal) StatementKey() string { return p.statements.signer.Public() }

// hand makes what a reporter is given.
func (p *Portal) hand(c *fiber.Ctx, r intake.Result) handed {
	text, err := p.statements.of(context.WithoutCancel(c.UserContext()), r)
	if err != nil {
		p.site.Note(c, models.Internal(err))
	}
	return handed{receipt: r.Receipt, statement: text}
}

// saveStatement gives the statement as a file with a name that tells nothing.
func (p *Portal) saveStatement(c *fiber.Ctx) error {
	_, h, err := p.brought(c)
	if err != nil {
		return err
	}
	if h.statement == "" {
		return models.Fail(models.KindNotFound, "error.not_found")
	}
	c.Response().Header.SetContentType("text/plain; charset=utf-8")
	c.Set(fiber.HeaderContentDisposition, `attachment; filename="note-2.txt"`)
	return c.SendString(h.statement)
}
