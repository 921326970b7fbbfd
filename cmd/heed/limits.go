package main

import (
	"errors"
	"strconv"
	"strings"
	"time"

	"heed/web/captcha"
	"heed/web/limit"
)

// limitOptions are the settings of how often a network may come, one a class of
// routes, and of what it is asked for when it comes more often.
func limitOptions() []option {
	usage := map[limit.Class]string{
		limit.Form:       "pages of the public site, by network, as 1200/min:1000 (1000 at once)",
		limit.EasyForm:   "forms with an easy captcha; beyond it the captcha is a harder one",
		limit.Captcha:    "captcha pictures and sounds",
		limit.Upload:     "forms and pieces that bring files",
		limit.Submit:     "complete reports: a wall that protects the server",
		limit.EasySubmit: "reports with an easy captcha; beyond it more is asked for, nobody is refused",
		limit.Patient:    "reports by a harder captcha and a wait, from those without a script",
		limit.Message:    "what reporters add to a report",
		limit.Lookup:     "look-ups by receipt",
		limit.SignIn:     "sign-ins of staff",
	}
	var all []option
	for _, class := range limit.Classes() {
		all = append(all, option{limitName(class), usage[class], limit.Defaults()[class].String(), false, setRate(class)})
	}
	return append(all,
		option{"HEED_LIMIT_WORK", "work of the visitor's device over the easy limit: at most so many hashes, on average half", strconv.Itoa(captcha.DefaultWork), false, setWork},
		option{"HEED_LIMIT_WAIT", "the wait over the easy limit for those without a script", captcha.DefaultWait.String(), false, setWait},
	)
}

func limitName(class limit.Class) string { return "HEED_LIMIT_" + strings.ToUpper(string(class)) }

func setRate(class limit.Class) func(*Config, string) error {
	return func(c *Config, value string) error {
		rate, err := limit.Parse(value)
		if err != nil {
			return err
		}
		if c.Rates == nil {
			c.Rates = limit.Defaults()
		}
		c.Rates[class] = rate
		return nil
	}
}

func setWork(c *Config, value string) error {
	n, err := strconv.Atoi(value)
	if err != nil || n < 1 || n > 100_000_000 {
		return errors.New("is not a number of hashes; write 600000 (a cheap telephone does 100,000 to 200,000 a second)")
	}
	c.Work = n
	return nil
}

func setWait(c *Config, value string) error {
	wait, err := time.ParseDuration(value)
	if err != nil || wait < time.Second || wait > captcha.Life/2 {
		return errors.New("is not a time between 1s and 1h; write 60s")
	}
	c.Wait = wait
	return nil
}
