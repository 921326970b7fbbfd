package quote

import (
	"regexp"
	"strings"
	"unicode/utf8"
)

// lineMax is how much of a line is looked at: no mark is longer.
const lineMax = 600

// Between the head of an earlier mail and its lines, and in an attribution that
// a program has broken, there are at most so many lines.
const (
	headLines  = 6
	wroteLines = 3
)

var (
	separator = regexp.MustCompile(`(?i)^[\s>]*[-_—=]{2,}\s*(original message|original mail|replied message|原始邮件|原邮件|回复的原邮件|原始信息|原文)\s*[-_—=]{2,}\s*$`)
	forwarded = regexp.MustCompile(`(?i)^[\s>]*[-_—=]{2,}\s*(forwarded message|forwarded mail|转发的邮件|转发邮件信息|转发邮件|转发的信息)\s*[-_—=]*|^begin forwarded message`)
	rule      = regexp.MustCompile(`^\s*[_-]{10,}\s*$`)
	fromLine  = regexp.MustCompile(`(?i)^\s*\**(from|发件人|寄件人|寄件者|發件人)\**\s*[:：]`)
	headLine  = regexp.MustCompile(`(?i)^\s*\**(sent|date|to|cc|subject|发送时间|发送日期|日期|时间|收件人|抄送|主题|寄件日期|收件者|副本|主旨|發送時間|收件人|抄送|主題)\**\s*[:：]`)
	began     = regexp.MustCompile(`(?i)^\s*(on\s|at\s|在|于|於|\d{4}\s*[-年/.]|.{0,120}<[^<>\s]{1,120}@[^<>\s]{1,120}>\s*[于於])`)
	wrote     = regexp.MustCompile(`(?i)(\bwrote|写道|寫道|写到)\s*[:：]\s*$`)
	dated     = regexp.MustCompile(`\d{4}\s*[-年/.]\s*\d{1,2}|\d{1,2}:\d{2}|\d{1,2}\s+\pL{3,9}\.?\s+\d{4}|\pL{3,9}\.?\s+\d{1,2},?\s+\d{4}`)
	timed     = regexp.MustCompile(`\d{1,2}\s*[:：]\s*\d{2}|@`)
)

// marks says which lines are quoted.
func marks(lines []string) []bool {
	quoted := make([]bool, len(lines))
	for k := 0; k < len(lines); {
		switch n, all := begins(lines, k); {
		case all:
			fill(quoted[k:])
			return quoted
		case n > 0:
			fill(quoted[k : k+n])
			k += n
		default:
			k++
		}
	}
	return quoted
}

func fill(quoted []bool) {
	for k := range quoted {
		quoted[k] = true
	}
}

// begins says how many lines from k on are quoted, or that all are.
func begins(lines []string, k int) (n int, all bool) {
	line := looked(lines[k])
	switch {
	case isCited(line):
		return cited(lines[k:]), false
	case separator.MatchString(line):
		return 0, true
	case rule.MatchString(line) && k+1 < len(lines) && isHead(lines, k+1), isHead(lines, k):
		return 0, true
	}
	return attributed(lines[k:])
}

// looked is the beginning of a line, with every kind of space as a plain one.
func looked(line string) string {
	if len(line) > lineMax {
		n := lineMax
		for n > 0 && !utf8.RuneStart(line[n]) {
			n--
		}
		line = line[:n]
	}
	return strings.NewReplacer("\u00a0", " ", "\u3000", " ").Replace(strings.TrimRight(line, "\r\n"))
}

func isCited(line string) bool {
	line = strings.TrimLeft(line, " \t")
	return strings.HasPrefix(line, ">") || strings.HasPrefix(line, "＞")
}

// cited is how many lines a run with ">" has, less the blank ones at its end.
func cited(lines []string) (n int) {
	for k, line := range lines {
		switch {
		case isCited(looked(line)):
			n = k + 1
		case !blank(line):
			return n
		}
	}
	return n
}

// isHead says whether the header of an earlier mail begins at k: its sender, and
// two more lines of it close by. That of a forwarded mail is none.
func isHead(lines []string, k int) bool {
	if !fromLine.MatchString(looked(lines[k])) || isForwarded(lines, k) {
		return false
	}
	found := 0
	for _, line := range lines[k+1 : min(k+headLines, len(lines))] {
		if headLine.MatchString(looked(line)) {
			found++
		}
	}
	return found >= 2
}

func isForwarded(lines []string, k int) bool {
	for _, line := range lines[max(0, k-3):k] {
		if forwarded.MatchString(looked(line)) {
			return true
		}
	}
	return false
}

// attributed looks for "On … wrote:" at the first line, perhaps broken into
// several. What follows it is quoted: the lines with ">", or everything when the
// program puts none and the attribution tells the hour or an address.
func attributed(lines []string) (n int, all bool) {
	if !began.MatchString(looked(lines[0])) {
		return 0, false
	}
	said := ""
	for k, line := range lines[:min(wroteLines, len(lines))] {
		said += looked(line) + " "
		if blank(line) || !wrote.MatchString(said) {
			continue
		}
		rest := lines[k+1:]
		skip := blankLines(rest)
		switch {
		case !dated.MatchString(said) && !strings.Contains(said, "@"):
			return 0, false
		case skip < len(rest) && isCited(looked(rest[skip])):
			return k + 1 + skip + cited(rest[skip:]), false
		}
		return 0, timed.MatchString(said)
	}
	return 0, false
}

func blankLines(lines []string) (n int) {
	for n < len(lines) && blank(lines[n]) {
		n++
	}
	return n
}
