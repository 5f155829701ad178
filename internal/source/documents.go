package source

import "bytes"

// ParseDocuments reads the documents of a file, whichever notation it is in: JSON
// values that follow one another, or YAML documents. Those whose text want
// refuses are passed over where that can be told before they are parsed; a nil want accepts all.
func ParseDocuments(f *File, want func(text []byte) bool) ([]*Node, []Diagnostic) {
	head := bytes.TrimLeft(f.Data, " \t\r\n")
	if len(head) == 0 || !beginsJSON(head) {
		return ParseYAMLWhere(f, want)
	}
	docs, diags := ParseJSONDocuments(f)
	if len(diags) > 0 && nameKind(f.Path) != jsonName {
		return ParseYAMLWhere(f, want) // YAML that begins with a flow collection
	}
	return docs, diags
}
