package intake

import (
	"runtime/debug"

	"heed/models"
)

// caught makes a refusal of a panic, deferred around what reads somebody's file: a
// fault of ours in a cleaner ends neither the process nor a mailbox. It logs where
// it was, never what it was about.
func (i *Intake) caught(err *error) {
	if recover() == nil {
		return
	}
	i.opts.Logger.Error("a panic while a file was read", "stack", string(debug.Stack()))
	*err = &models.Error{Kind: models.KindInvalid, Key: "error.file_unknown", Field: "files"}
}
