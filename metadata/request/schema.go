package request

import (
	"slices"

	"github.com/fselint/fselint/fse"
)

// Schema is the JSON Schema (as OpenAPI 3.0 has it) of the body of an operation: its fields and no others, those that the documents
// require, values of lists, and the lengths of the ministry's OpenAPI description.
func Schema(op fse.Operation) map[string]any {
	properties := map[string]any{}
	required := []string{}
	for _, name := range fieldsOf(op) {
		f := &fields[fieldIndex[name]]
		properties[name] = f.schema(FieldUse(op, name) == Deprecated)
		if use := FieldUse(op, name); use == Required || use == Wanted {
			required = append(required, name)
		}
	}
	slices.Sort(required)
	schema := map[string]any{"type": "object", "additionalProperties": false, "properties": properties}
	if len(required) > 0 {
		schema["required"] = required
	}
	return schema
}

// schema is that of a field.
func (f *field) schema(deprecated bool) map[string]any {
	value := map[string]any{"type": "string"}
	if f.maxChars > 0 {
		value["maxLength"] = f.maxChars
	}
	switch f.shape {
	case boolean:
		value["type"] = "boolean"
	case literal, literalList:
		codes := []string{}
		for _, e := range f.list.All() {
			codes = append(codes, e.Code)
		}
		value["enum"] = codes
	}
	if f.shape == textList || f.shape == literalList {
		value = map[string]any{"type": "array", "items": value}
		if f.maxItems > 0 {
			value["maxItems"] = f.maxItems
		}
	}
	if deprecated {
		value["deprecated"] = true
	}
	return value
}
