package portal

import (
	"bytes"
	"fmt"

	"github.com/gofiber/fiber/v2"
)

// picture draws the digits of a form's token.
func (p *Portal) picture(c *fiber.Ctx) error {
	var png bytes.Buffer
	if err := p.captcha.Picture(&png, c.Params("token")); err != nil {
		return err
	}
	c.Response().Header.SetContentType("image/png")
	return c.Send(png.Bytes())
}

// sound says the digits of a form's token in the language of the page.
func (p *Portal) sound(c *fiber.Ctx) error {
	var wav bytes.Buffer
	if err := p.captcha.Sound(&wav, c.Params("token"), p.site.T(c, "lang.voice")); err != nil {
		return err
	}
	c.Response().Header.SetContentType("audio/wav")
	return sendRange(c, wav.Bytes())
}

// sendRange answers with the part that was asked for: Safari plays no sound from
// a site that cannot send parts. What it does not understand gets the whole.
func sendRange(c *fiber.Ctx, all []byte) error {
	c.Set(fiber.HeaderAcceptRanges, "bytes")
	asked, err := c.Range(len(all))
	if err != nil || asked.Type != "bytes" || len(asked.Ranges) != 1 {
		return c.Send(all)
	}
	start, end := asked.Ranges[0].Start, asked.Ranges[0].End
	c.Set(fiber.HeaderContentRange, fmt.Sprintf("bytes %d-%d/%d", start, end, len(all)))
	return c.Status(fiber.StatusPartialContent).Send(all[start : end+1])
}
