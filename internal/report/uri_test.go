package report

import (
	"net/url"
	"testing"
)

func TestFileURI(t *testing.T) {
	tests := []struct{ path, want string }{
		{"main.tf", "main.tf"},
		{"a dir/b c.tf", "a%20dir/b%20c.tf"},
		{"größe/集.tf", "gr%C3%B6%C3%9Fe/%E9%9B%86.tf"},
		{"100%.tf", "100%25.tf"},
		{"a#b?c.tf", "a%23b%3Fc.tf"},
		{"a:b/c.tf", "./a:b/c.tf"},
		{"a/b:c.tf", "a/b:c.tf"},
		{"../up.tf", "../up.tf"},
		{"-", "-"},
		{`back\slash.tf`, "back%5Cslash.tf"},
		{"bad\xff.tf", "bad%FF.tf"},
		{"[x].tf", "%5Bx%5D.tf"},
		{"/srv/a b.tf", "file:///srv/a%20b.tf"},
		{"C:/a b.tf", "file:///C:/a%20b.tf"},
		{"//server/share/a.tf", "file://server/share/a.tf"},
		{"", ""},
	}
	for _, test := range tests {
		got := fileURI(test.path)
		if got != test.want {
			t.Errorf("fileURI(%q) = %q, want %q", test.path, got, test.want)
		}
		if _, err := url.Parse(got); err != nil {
			t.Errorf("fileURI(%q): %v", test.path, err)
		}
	}
}
