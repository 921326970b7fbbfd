package main

// option is one setting: a variable of the environment, or a file named by
// the variable with _FILE behind it.
type option struct {
	name   string
	usage  string // one line, for --help and docs/configuration.md
	value  string // the default, as a person would write it
	secret bool   // never shown
	set    func(c *Config, value string) error
}

// options are every setting but the mail accounts, which are numbered.
func options() []option { return append(usualOptions(), limitOptions()...) }

func usualOptions() []option {
	return []option{
		{"HEED_DATA", "folder of everything that is kept on this machine", "heed-data", false, text(func(c *Config) *string { return &c.Data })},
		{"HEED_DATABASE_URL", "sqlite:///folder/heed.db or postgres://user@host/heed", "a SQLite file in HEED_DATA", false, setDatabase},
		{"HEED_BLOB_URL", "file:///folder, or s3://bucket?region=…&endpoint=…", "a folder in HEED_DATA", false, setBlobs},
		{"HEED_REDIS_URL", "redis://host:6379/0, for limits that hold over several processes", "none: each process counts for itself", false, setRedis},
		{"HEED_SECRET", "64 hexadecimal digits, the same for every process of one office", "made once, in HEED_DATA", true, setSecret},
		{"HEED_PORTAL_ADDR", "where the public site listens", "127.0.0.1:8080", false, address(func(c *Config) *string { return &c.PortalAddr })},
		{"HEED_BACKOFFICE_ADDR", "where the staff site listens", "127.0.0.1:8081", false, address(func(c *Config) *string { return &c.BackofficeAddr })},
		{"HEED_VIEWER_ADDR", "where the page listens in which staff look at files; beside the staff site", "127.0.0.1:8082", false, address(func(c *Config) *string { return &c.ViewerAddr })},
		{"HEED_METRICS_ADDR", "where Prometheus reads /metrics; keep it inside", "off", false, address(func(c *Config) *string { return &c.MetricsAddr })},
		{"HEED_PUBLIC_URL", "the public site's address as citizens type it", "none", false, site(func(c *Config) *string { return &c.PublicURL })},
		{"HEED_STAFF_URL", "the staff site's address, for one-time links", "none", false, site(func(c *Config) *string { return &c.StaffURL })},
		{"HEED_VIEWER_URL", "that page's address; another host than the staff site's", "none", false, site(func(c *Config) *string { return &c.ViewerURL })},
		{"HEED_ONION_URL", "the public site as an onion service, http://….onion", "none", false, setOnion},
		{"HEED_LEAVE_URL", "where \"leave quickly\" leads; it is told nothing of the page left", "a calendar page of the public site", false, page(func(c *Config) *string { return &c.LeaveURL })},
		{"HEED_TRUSTED_PROXIES", "networks whose X-Forwarded-For is believed, 10.0.0.0/8 192.0.2.7/32", "none", false, setProxies},
		{"HEED_MAIL_SCHEDULE", "when mailboxes are swept: weekly, hourly, every 5m, or cron words", "hourly", false, setSchedule},
		{"HEED_MAIL_DKIM", "on: Heed verifies signatures of mail itself, and asks the DNS for their keys", "off", false, setDKIM},
		{"HEED_MAIL_SECRETS", "folder with the passwords of mailboxes that are set up on the staff site, one file each", "mail-secrets in HEED_DATA", false, text(func(c *Config) *string { return &c.MailSecrets })},
		{"HEED_SMTP_URL", "who sends answers to mail: smtps://user@host:465, or smtp://user@host:587 with STARTTLS", "none: nobody is answered", false, setSMTP},
		{"HEED_SMTP_PASSWORD", "the password for it", "none", true, text(func(c *Config) *string { return &c.SMTP.password })},
		{"HEED_SMTP_FROM", "the address that answers come from: Office <office@example.org>", "none", false, setSMTPFrom},
		{"HEED_ANSWER_AGE", "an older mail is not answered", "72h", false, setAnswerAge},
		{"HEED_FILES_MAX", "how many files may come with a report", "5", false, setFilesMax},
		{"HEED_FILE_BYTES", "how large one file may be", "20MB", false, size(func(c *Config) *int64 { return &c.Files.one }, 1<<20, 200<<20)},
		{"HEED_FILES_BYTES", "how large the files of one report may be together", "50MB", false, size(func(c *Config) *int64 { return &c.Files.all }, 1<<20, 1<<30)},
		{"HEED_UPLOADS_BYTES", "how much may be on its way in pieces, from everybody together", "2GB", false, size(func(c *Config) *int64 { return &c.Files.pending }, 1<<20, 1<<40)},
		{"HEED_CLAMAV_URL", "a ClamAV daemon that marks files: unix:///run/clamav/clamd.ctl or tcp://host:3310", "none", false, setScanner},
		{"HEED_LOG_LEVEL", "debug, info, warn or error", "info", false, setLogLevel},
	}
}
