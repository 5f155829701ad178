package arm

import (
	"math/big"
	"net/netip"
	"strconv"

	"github.com/akscan/akscan/internal/source"
)

// cidrFunctions are the functions on ranges of IP addresses.
func cidrFunctions() map[string]function {
	return map[string]function{
		"parseCidr":  {min: 1, max: 1, result: objectKind, present: true, eval: parseCIDR},
		"cidrSubnet": {min: 3, max: 3, result: textKind, present: true, eval: cidrSubnet},
		"cidrHost":   {min: 2, max: 2, result: textKind, present: true, eval: cidrHost},
	}
}

// prefix is an argument that is a range of addresses.
func (c *call) prefix() (netip.Prefix, bool) {
	s, ok := c.str(0)
	if !ok {
		return netip.Prefix{}, false
	}
	p, err := netip.ParsePrefix(s)
	return p.Masked(), err == nil
}

// plus is the address n after a; ok is false beyond the last one.
func plus(a netip.Addr, n *big.Int) (netip.Addr, bool) {
	sum := new(big.Int).Add(new(big.Int).SetBytes(a.AsSlice()), n)
	if sum.Sign() < 0 || sum.BitLen() > a.BitLen() {
		return a, false
	}
	return netip.AddrFromSlice(sum.FillBytes(make([]byte, a.BitLen()/8)))
}

// size is how many addresses a range of so many bits has.
func size(bits int) *big.Int { return new(big.Int).Lsh(big.NewInt(1), uint(bits)) }

func parseCIDR(c *call) *source.Node {
	p, ok := c.prefix()
	if !ok {
		return nil
	}
	first := p.Addr()
	width := first.BitLen()
	last, _ := plus(first, new(big.Int).Sub(size(width-p.Bits()), big.NewInt(1)))
	ones := new(big.Int).Sub(size(width), size(width-p.Bits()))
	mask, _ := netip.AddrFromSlice(ones.FillBytes(make([]byte, width/8)))
	text := func(name string, a netip.Addr) source.Member { return member(name, stringNode(a.String())) }
	out := objectNode(text("network", first), text("netmask", mask))
	usable := [2]netip.Addr{first, last}
	if first.Is4() {
		out.Members = append(out.Members, text("broadcast", last))
		if p.Bits() < 31 {
			usable = [2]netip.Addr{first.Next(), last.Prev()}
		}
	}
	out.Members = append(out.Members, text("firstUsable", usable[0]), text("lastUsable", usable[1]), member("cidr", intNode(int64(p.Bits()))))
	return out
}

func cidrSubnet(c *call) *source.Node {
	p, ok := c.prefix()
	bits, ok1 := c.int(1)
	index, ok2 := c.int(2)
	if !ok || !ok1 || !ok2 || bits < int64(p.Bits()) || bits > int64(p.Addr().BitLen()) || index < 0 || size(int(bits)-p.Bits()).Cmp(big.NewInt(index)) <= 0 {
		return nil
	}
	first, _ := plus(p.Addr(), new(big.Int).Mul(big.NewInt(index), size(p.Addr().BitLen()-int(bits))))
	return stringNode(first.String() + "/" + strconv.FormatInt(bits, 10))
}

func cidrHost(c *call) *source.Node {
	p, ok := c.prefix()
	index, ok1 := c.int(1)
	if !ok || !ok1 || index < 0 {
		return nil
	}
	host, ok := plus(p.Addr(), new(big.Int).Add(big.NewInt(index), big.NewInt(1)))
	if !ok || !p.Contains(host) {
		return nil
	}
	return stringNode(host.String())
}
