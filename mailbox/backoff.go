package mailbox

import "time"

// backoff is how long to wait after so many failures in a row: 1, 5, 15 and
// then every 60 minutes, so that a wrong password locks no account and a
// message that cannot be had costs little.
func backoff(failures int) time.Duration {
	switch {
	case failures <= 0:
		return 0
	case failures == 1:
		return time.Minute
	case failures == 2:
		return 5 * time.Minute
	case failures == 3:
		return 15 * time.Minute
	}
	return time.Hour
}
