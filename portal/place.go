package portal

import "heed/models"

// place is a body that settles claims and disputes, and what it is for. Its
// words stand under the id of the body.
type place struct{ Body models.BodyID }

// places are where a claim or dispute of one's own goes, the most asked first.
func places() []place { return placesOf("petition", "court", "labour", "justice", "police", "hotline") }

// morePlaces are those asked for less often.
func morePlaces() []place {
	return placesOf("housing", "health", "education", "agriculture", "procuratorate", "discipline")
}

func placesOf(ids ...models.BodyID) []place {
	var all []place
	for _, id := range ids {
		all = append(all, place{id})
	}
	return all
}
