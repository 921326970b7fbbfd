package portal

import (
	"strconv"

	"github.com/gofiber/fiber/v2"

	"heed/web/form"
)

// preset is what an address may fill into the empty form beforehand: the unit
// of a poster (?unit=7) and that there is danger (?urgent=1).
type preset struct {
	unit   int64
	urgent bool
}

// preset reads the address; a unit that the notice does not name is left out.
func (n *notice) preset(c *fiber.Ctx) preset {
	asked := preset{urgent: c.Query("urgent") == "1"}
	id, err := strconv.ParseInt(c.Query("unit"), 10, 64)
	for _, u := range n.Units {
		if err == nil && u.ID == id {
			asked.unit = id
		}
	}
	return asked
}

func (s preset) form() form.Form {
	v := form.Values{}
	if s.unit != 0 {
		v.Set("unit", unitValue(s.unit))
	}
	if s.urgent {
		v.Set("urgent", "1")
	}
	return form.New(v, nil)
}
