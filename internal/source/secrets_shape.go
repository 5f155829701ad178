package source

import "bytes"

// byShape finds the secrets that give themselves away by how they look, wherever
// they stand: in a comment, in a string, across lines.
func (f *secretFinder) byShape() {
	f.privateKeys()
	f.webTokens()
	f.storageKeys()
	for _, name := range []string{"sig=", "AccountKey=", "SharedAccessKey=", "Password=", "password=", "Pwd=", "pwd="} {
		f.assignments(name)
	}
}

// eachIndex calls found with the offset of every marker.
func (f *secretFinder) eachIndex(marker string, found func(at int)) {
	for at := 0; ; {
		i := bytes.Index(f.data[at:], []byte(marker))
		if i < 0 {
			return
		}
		found(at + i)
		at += i + len(marker)
	}
}

// privateKeys finds what stands between the lines that fence a private key. One
// without an end goes on to the end of the text: better too much than half a key.
func (f *secretFinder) privateKeys() {
	const fence = "PRIVATE KEY-----"
	done := 0
	f.eachIndex(fence, func(at int) {
		line := f.data[max(0, at-32):at]
		start := at + len(fence)
		if at < done || !bytes.Contains(line, []byte("-----BEGIN ")) {
			return
		}
		end := len(f.data)
		if i := bytes.Index(f.data[start:], []byte("-----END ")); i >= 0 {
			end = start + i
		}
		done = end
		f.eachLine(start, end, f.add)
	})
}

// eachLine calls add with what each line of a part of the text holds, without the blanks around it.
func (f *secretFinder) eachLine(start, end int, add func(start, end int)) {
	for start < end {
		next := end
		if i := bytes.IndexAny(f.data[start:end], "\r\n"); i >= 0 {
			next = start + i
		}
		from, to := start, next
		for from < to && isBlank(f.data[from]) {
			from++
		}
		for from < to && isBlank(f.data[to-1]) {
			to--
		}
		if from < to {
			add(from, to)
		}
		start = next + 1
	}
}

// webTokens finds JSON Web Tokens: three parts of base64url with a dot between,
// the first of which begins with the letters that {" makes.
func (f *secretFinder) webTokens() {
	done := 0
	f.eachIndex("eyJ", func(at int) {
		if at < done || at > 0 && isBase64URL(f.data[at-1]) {
			return
		}
		end := f.while(at, isBase64URL)
		if end-at < 16 || end == len(f.data) || f.data[end] != '.' {
			return
		}
		second := end + 1
		if end = f.while(second, isBase64URL); end == second {
			return
		}
		if end < len(f.data) && f.data[end] == '.' {
			end = f.while(end+1, isBase64URL)
		}
		done = end
		f.add(at, end)
	})
}

// storageKeys finds the 64 bytes in base64 that are the key of a storage account.
func (f *secretFinder) storageKeys() {
	const length = 86
	f.eachIndex("==", func(at int) {
		start := at
		for start > 0 && at-start <= length && isBase64(f.data[start-1]) {
			start--
		}
		if at-start == length {
			f.add(start, at+2)
		}
	})
}

// assignments finds the value after name in a query or a connection string.
func (f *secretFinder) assignments(name string) {
	done := 0
	f.eachIndex(name, func(at int) {
		if at < done || at > 0 && isWord(f.data[at-1]) && name[0] != 'A' {
			return
		}
		start := at + len(name)
		end := f.while(start, func(c byte) bool {
			return c > ' ' && c < 0x7F && c != ';' && c != '&' && c != '"' && c != '\'' && c != '\\' && c != '`' && c != ',' && c != '<' && c != '>'
		})
		done = end
		if value := f.data[start:end]; isSecretWord(value) {
			f.add(start, end)
		}
	})
}

// while is the offset of the first byte from at on that isn't wanted.
func (f *secretFinder) while(at int, wanted func(byte) bool) int {
	for at < len(f.data) && wanted(f.data[at]) {
		at++
	}
	return at
}

func isBlank(c byte) bool { return c == ' ' || c == '\t' }

func isWord(c byte) bool {
	return 'a' <= c && c <= 'z' || 'A' <= c && c <= 'Z' || '0' <= c && c <= '9' || c == '_'
}

func isBase64(c byte) bool { return isWord(c) && c != '_' || c == '+' || c == '/' }

func isBase64URL(c byte) bool { return isWord(c) || c == '-' }
