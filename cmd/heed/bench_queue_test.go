package main_test

import (
	"fmt"
	"math/rand/v2"
	"net/http"
	"net/http/cookiejar"
	"net/url"
	"os"
	"slices"
	"strconv"
	"strings"
	"sync"
	"testing"
	"time"

	"heed/models"
	"heed/models/store"
	"heed/models/store/storetest"
	"heed/models/testserver"
)

// BenchmarkQueuePage reads the queue as a signed-in officer does, from a running
// heed with a million tips: the session is resumed, the page rendered, 50 rows
// and every count on it. A quarter of the pages is asked for before, so that the
// counters are in memory and the databases' connections made. Goals, in ms: p99
// 10 for one reader, 50 for sixteen.
func BenchmarkQueuePage(b *testing.B) {
	b.Run("sqlite", func(b *testing.B) { benchmarkQueuePage(b, "") })
	b.Run("postgres", func(b *testing.B) { benchmarkQueuePage(b, testserver.Postgres(b).NewDatabase(b)) })
}

func benchmarkQueuePage(b *testing.B, database string) {
	i := install(b, database)
	i.crowd(1_000_000)
	p := serve(b, i.env)
	c := i.enter(p)
	pages := queuePages(p.staff)
	for _, readers := range []int{1, 16} {
		b.Run(fmt.Sprintf("readers=%d", readers), func(b *testing.B) {
			c.read(b, pages[:len(pages)/4], readers)
			var took []time.Duration
			busy := p.busy()
			for b.Loop() {
				took = append(took, c.read(b, pages, readers)...)
			}
			busy = p.busy() - busy
			slices.Sort(took)
			ms := func(d time.Duration) float64 { return d.Seconds() * 1000 }
			b.ReportMetric(ms(took[len(took)/2]), "p50-ms")
			b.ReportMetric(ms(took[len(took)*99/100]), "p99-ms")
			b.ReportMetric(ms(busy)/float64(len(took)), "cpu-ms/page")
			b.ReportMetric(float64(len(pages)), "pages/op")
		})
	}
}

// busy is the processor time that the process has taken.
func (p *process) busy() time.Duration {
	p.t.Helper()
	const user, system, tick = 11, 12, 10 * time.Millisecond // of what follows the name in /proc/PID/stat
	text, err := os.ReadFile(fmt.Sprintf("/proc/%d/stat", p.cmd.Process.Pid))
	must(p.t, err)
	_, rest, _ := strings.Cut(string(text), ") ")
	sum := 0
	for _, at := range []int{user, system} {
		ticks, err := strconv.Atoi(strings.Fields(rest)[at])
		must(p.t, err)
		sum += ticks
	}
	return time.Duration(sum) * tick
}

// crowd gives the standing round two more teams, thirty units and n tips.
func (i *installation) crowd(n int) {
	i.t.Helper()
	s := i.open()
	var round models.Round
	must(i.t, s.Read(i.t.Context(), func(tx *store.Tx) (err error) {
		round, err = tx.OpenRound()
		return err
	}))
	db := i.sql()
	for _, statement := range []string{
		fmt.Sprintf("INSERT INTO teams (round_id, code, name, name_en) VALUES (%d, 'G8', '八组', ''), (%[1]d, 'G9', '九组', '')", round.ID),
		"WITH RECURSIVE s(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM s WHERE i < 30) INSERT INTO units (name, name_en, kind) SELECT '单位' || i, '', 'department' FROM s",
		fmt.Sprintf("INSERT INTO round_units (round_id, unit_id, team_id) SELECT %d, u.id, (SELECT MIN(id) FROM teams WHERE round_id = %[1]d) + u.id %% 3 FROM units u", round.ID),
	} {
		_, err := db.ExecContext(i.t.Context(), statement)
		must(i.t, err)
	}
	storetest.Crowd(i.t, s, i.database, round, n)
}

// enter takes the first account by its one-time link, and stays signed in.
func (i *installation) enter(p *process) *citizen {
	i.t.Helper()
	c := newCitizen(i.t)
	c.http.Transport = &http.Transport{MaxIdleConnsPerHost: 16}
	var err error
	c.http.Jar, err = cookiejar.New(nil)
	must(i.t, err)
	form, err := c.get(p.staff + i.join)
	must(i.t, err)
	words := url.Values{"csrf": {form.hidden("csrf")}, "passphrase": {"correct horse battery staple"}, "again": {"correct horse battery staple"}}
	res, err := c.http.PostForm(p.staff+i.join, words)
	must(i.t, err)
	must(i.t, res.Body.Close())
	return c
}

// queuePages are pages by every filter and pair of filters, in a mixed order.
func queuePages(base string) (out []string) {
	filters := []string{
		"state=received", "state=archived", "state=reviewing", "state=reopened", "unit=3", "unit=4", "unit=30",
		"channel=web", "channel=box", "channel=visit", "category=gifts", "category=abuse", "overdue=1", "mine=1", "",
	}
	for _, one := range filters {
		for _, other := range filters {
			for _, place := range []string{"", "after=500000", "before=500000", "after=50000", "before=0"} {
				out = append(out, base+"/?"+one+"&"+other+"&"+place)
			}
		}
	}
	rand.New(rand.NewPCG(1, 2)).Shuffle(len(out), func(i, j int) { out[i], out[j] = out[j], out[i] })
	return out
}

// read asks for every page once and says how long each took.
func (c *citizen) read(b *testing.B, pages []string, readers int) []time.Duration {
	b.Helper()
	took := make([]time.Duration, len(pages))
	var wg sync.WaitGroup
	for r := range readers {
		wg.Go(func() {
			for i := r; i < len(pages); i += readers {
				start := time.Now()
				a, err := c.get(pages[i])
				took[i] = time.Since(start)
				if err != nil || a.status != http.StatusOK || !strings.Contains(a.body, `class="desk"`) {
					b.Errorf("%s: %d %v", pages[i], a.status, err)
					return
				}
			}
		})
	}
	wg.Wait()
	return took
}
