package portal

import "heed/models"

// place is a body that settles claims and disputes, and what it is for. Its
// words stand under the id of the body.
type place struct{ Body models.BodyID }

// places are where a claim or dispute of one's own goes, the most asked first.
func places() []place {
	var all []place
	for _, id := range []models.BodyID{"petition", "court", "labour", "justice", "police", "hotline"} {
		all = append(all, place{id})
	}
	return all
}
