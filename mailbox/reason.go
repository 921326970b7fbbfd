package mailbox

// Codes of a ledger row or a tip that say what the parser does not: why a
// message is no plain tip, or what a reader of the tip has to know. Each has its
// words in the back office's catalogue, as have the parser's own.
const (
	whyBounce      = "bounce"               // set aside: a report that a message was not delivered
	whyReply       = "reply"                // set aside: an automatic answer
	whyList        = "list"                 // set aside: sent through a mailing list or in bulk
	whyOwn         = "own"                  // set aside: the office itself sent it
	whyVirus       = "virus"                // set aside: the receiving server found a virus in it
	whySpam        = "spam"                 // set aside: the receiving server took it for spam
	whySpamSaid    = "spam_said"            // a tip: some other server on the way, or the sender, marked it as spam
	whyClosed      = "closed"               // a tip of the standing round: it came after closing time
	whySameID      = "same_id"              // a tip or a message: another mail bears its Message-ID and says something else
	whyManyUnread  = "many_unread"          // a tip: it answers one with too many unread messages
	whyAttachment  = "attachment_too_large" // a tip: an attachment is in the raw mail alone
	whyTooLarge    = "too_large"            // quarantined: only the beginning was fetched
	whyUnreadable  = "unreadable"           // quarantined: nothing was understood
	whyPanic       = "panic"                // quarantined: the parser failed
	whyRefused     = "refused"              // quarantined: intake would not take it as it was; to be tried again: the server would not send it
	whyNotSent     = "not_sent"             // to be tried again: the server lists it and sends nothing
	whyCut         = "cut"                  // to be tried again: the line broke at this message
	whyNotStored   = "not_stored"           // to be tried again: it could not be stored
	whyConflict    = "conflict"             // to be tried again: another worker was at it
	whyInterrupted = "interrupted"          // to be tried again: the sweep was stopped, or failed as an error.mail_ key says
	whyExpunged    = "expunged"             // vanished: somebody took it out of the folder
)
