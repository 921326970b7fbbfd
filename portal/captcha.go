package portal

import (
	"bytes"

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
	if err := p.captcha.Sound(&wav, c.Params("token"), string(p.site.LangOf(c))); err != nil {
		return err
	}
	c.Response().Header.SetContentType("audio/wav")
	return c.Send(wav.Bytes())
}
