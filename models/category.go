package models

// Category is what a reporter picks in plain words. Staff classify a tip anew
// by a code (Code).
type Category string

// The twelve plain categories of the report form.
const (
	CategoryGifts      Category = "gifts"      // money or gifts taken
	CategoryBenefits   Category = "benefits"   // benefits or relief handed out unfairly
	CategorySpending   Category = "spending"   // public money, cars, meals, travel
	CategoryContracts  Category = "contracts"  // contracts and purchases
	CategoryPersonnel  Category = "personnel"  // hiring and promotion
	CategoryExtortion  Category = "extortion"  // extortion or illegal charges
	CategoryCollective Category = "collective" // village and collective assets
	CategoryProjects   Category = "projects"   // poverty and rural projects
	CategoryInaction   Category = "inaction"   // inaction, delay, bad attitude
	CategoryAbuse      Category = "abuse"      // abuse of power
	CategoryUnmended   Category = "unmended"   // an earlier problem not put right
	CategoryOther      Category = "other"      // something else
)

// Categories lists the categories in the order of the form.
func Categories() []Category {
	return []Category{
		CategoryGifts, CategoryBenefits, CategorySpending, CategoryContracts, CategoryPersonnel, CategoryExtortion,
		CategoryCollective, CategoryProjects, CategoryInaction, CategoryAbuse, CategoryUnmended, CategoryOther,
	}
}

// Valid says whether c is a known category.
func (c Category) Valid() bool { return known(c, Categories()) }

// Key is the message key of the category's name.
func (c Category) Key() string { return "category." + string(c) }
