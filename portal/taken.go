package portal

import (
	"heed/models"
	"heed/models/intake"
)

// taken is a file of a report as its receipt tells of it: what was taken out.
type taken struct {
	Name     string          `json:"name"`
	Cleaning models.Cleaning `json:"cleaning,omitempty"`
	Removed  []string        `json:"removed,omitempty"`
}

func takenFrom(files []intake.Staged) []taken {
	var all []taken
	for _, f := range files {
		all = append(all, taken{f.Name, f.Cleaning, f.Removed})
	}
	return all
}
