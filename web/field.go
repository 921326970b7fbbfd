package web

import (
	"fmt"
	"slices"
	"strconv"
	"strings"

	"heed/models"
	"heed/web/form"
)

// Field is one field of a form as the partials show it. Label, Hint and Empty are
// message keys.
type Field struct {
	Name, ID, Label, Hint, Value string
	Type, Width, Auto, Accept    string
	Pattern, Mode, Empty, List   string
	Max, Min, Rows               int
	Required, Multiple, Focus    bool
	Mono, Optional, Bare         bool
	Fault                        *models.Error
	Choices                      []Choice
}

// Choice is one option of a select, a group of radio buttons or of boxes. Text
// stands as it is where Key is empty.
type Choice struct {
	Value, Key, Text, Hint string
	Disabled, Picked       bool
}

// Described is what aria-describedby names: the hint and the fault.
func (f Field) Described() string {
	var ids []string
	if f.Hint != "" {
		ids = append(ids, f.ID+"-hint")
	}
	if f.Fault != nil {
		ids = append(ids, f.ID+"-fault")
	}
	return strings.Join(ids, " ")
}

// FieldID is the id of a field's input, where the list of faults leads to.
func FieldID(name string) string { return "f-" + name }

func newField(f form.Form, name, label string, opts []string) (Field, error) {
	field := Field{Name: name, ID: FieldID(name), Label: label, Value: f.Value(name), Fault: f.Fault(name), Type: "text"}
	for _, opt := range opts {
		if err := field.set(opt); err != nil {
			return Field{}, err
		}
	}
	return field, nil
}

// newChooser marks the choices that were picked.
func newChooser(f form.Form, name, label string, choices []Choice, opts ...string) (Field, error) {
	field, err := newField(f, name, label, opts)
	if err != nil {
		return Field{}, err
	}
	field.Choices = slices.Clone(choices)
	for i := range field.Choices {
		field.Choices[i].Picked = f.Has(name, field.Choices[i].Value)
	}
	return field, nil
}

// set reads one option of a template: "required" or "max=60".
func (f *Field) set(opt string) error {
	name, value, _ := strings.Cut(opt, "=")
	if flag := f.flag(name); flag != nil && value == "" {
		*flag = true
		return nil
	}
	if n := f.number(name); n != nil {
		var err error
		if *n, err = strconv.Atoi(value); err != nil {
			return fmt.Errorf("web: field %s: %w", f.Name, err)
		}
		return nil
	}
	if text := f.text(name); text != nil && value != "" {
		*text = value
		return nil
	}
	return fmt.Errorf("web: field %s: no option %q", f.Name, opt)
}

func (f *Field) flag(name string) *bool {
	return map[string]*bool{
		"required": &f.Required, "multiple": &f.Multiple, "autofocus": &f.Focus, "mono": &f.Mono, "optional": &f.Optional, "bare": &f.Bare,
	}[name]
}

func (f *Field) number(name string) *int {
	return map[string]*int{"max": &f.Max, "min": &f.Min, "rows": &f.Rows}[name]
}

func (f *Field) text(name string) *string {
	return map[string]*string{
		"hint": &f.Hint, "type": &f.Type, "width": &f.Width, "auto": &f.Auto, "accept": &f.Accept, "pattern": &f.Pattern,
		"inputmode": &f.Mode, "empty": &f.Empty, "id": &f.ID, "list": &f.List, "value": &f.Value,
	}[name]
}
