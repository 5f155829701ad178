package terraform

import (
	"errors"
	"fmt"
	"math/big"
	"net"
	"strconv"
	"strings"
	"time"

	"github.com/zclconf/go-cty/cty"
	"github.com/zclconf/go-cty/cty/function"
)

// network is an address range in CIDR notation. Terraform reads decimal octets
// with leading zeros, as in 010.0.0.0/8.
type network struct {
	base *big.Int
	bits int // 32 or 128
	ones int // length of the prefix
}

func parseNetwork(text string) (network, error) {
	address, length, ok := strings.Cut(text, "/")
	ones, err := strconv.Atoi(length)
	ip := net.ParseIP(trimZeros(address))
	if !ok || err != nil || ip == nil || ones < 0 {
		return network{}, fmt.Errorf("invalid CIDR expression: invalid CIDR address: %s", text)
	}
	bits := 128
	if v4 := ip.To4(); v4 != nil && !strings.Contains(address, ":") {
		ip, bits = v4, 32
	}
	if ones > bits {
		return network{}, fmt.Errorf("invalid CIDR expression: invalid CIDR address: %s", text)
	}
	base := new(big.Int).SetBytes(ip)
	base.Rsh(base, uint(bits-ones)).Lsh(base, uint(bits-ones))
	return network{base, bits, ones}, nil
}

func trimZeros(address string) string {
	if strings.Contains(address, ":") {
		return address
	}
	parts := strings.Split(address, ".")
	for i, part := range parts {
		if trimmed := strings.TrimLeft(part, "0"); trimmed != part {
			parts[i] = trimmed
			if trimmed == "" {
				parts[i] = "0"
			}
		}
	}
	return strings.Join(parts, ".")
}

func (n network) address(value *big.Int) string {
	ip := make(net.IP, n.bits/8)
	value.FillBytes(ip)
	return ip.String()
}

// subnet is the subnet of that number with a prefix longer by some bits.
func (n network) subnet(newBits int, number *big.Int) (network, error) {
	ones := n.ones + newBits
	if ones < 0 || ones > n.bits {
		return network{}, fmt.Errorf("insufficient address space to extend prefix of %d by %d", n.ones, newBits)
	}
	// Terraform counts without the sign, and lets a prefix that gets shorter take any number.
	limit := new(big.Int).Lsh(big.NewInt(1), uint(max(newBits, 0)))
	if newBits >= 0 && new(big.Int).Abs(number).Cmp(limit) >= 0 || number.BitLen() > n.bits {
		return network{}, fmt.Errorf("prefix extension of %d does not accommodate a subnet numbered %s", newBits, number)
	}
	// A negative number comes to what two's complement makes of it.
	base := new(big.Int).Lsh(number, uint(n.bits-ones))
	base.Abs(base.Or(base, n.base))
	if base.BitLen() > n.bits {
		return network{}, fmt.Errorf("prefix extension of %d does not accommodate a subnet numbered %s", newBits, number)
	}
	return network{base, n.bits, ones}, nil
}

func (n network) String() string { return fmt.Sprintf("%s/%d", n.address(n.base), n.ones) }

func wholeNumber(v cty.Value, what string) (*big.Int, error) {
	i, accuracy := v.AsBigFloat().Int(nil)
	if accuracy != big.Exact {
		return nil, fmt.Errorf("%s must be a whole number", what)
	}
	return i, nil
}

var cidrhostFunc = function.New(&function.Spec{
	Params: []function.Parameter{param("prefix", cty.String), param("hostnum", cty.Number)},
	Type:   function.StaticReturnType(cty.String),
	Impl: func(args []cty.Value, _ cty.Type) (cty.Value, error) {
		n, err := parseNetwork(args[0].AsString())
		if err != nil {
			return cty.NilVal, err
		}
		number, err := wholeNumber(args[1], "the host number")
		if err != nil {
			return cty.NilVal, err
		}
		limit := new(big.Int).Lsh(big.NewInt(1), uint(n.bits-n.ones))
		at := number
		if number.Sign() < 0 {
			at = new(big.Int).Add(limit, number)
		}
		if at.Sign() < 0 || at.Cmp(limit) >= 0 {
			return cty.NilVal, fmt.Errorf("prefix of %d does not accommodate a host numbered %s", n.ones, number)
		}
		return cty.StringVal(n.address(new(big.Int).Or(n.base, at))), nil
	},
})

var cidrnetmaskFunc = textFunc(func(args []string) (string, error) {
	n, err := parseNetwork(args[0])
	if err != nil {
		return "", err
	}
	if n.bits != 32 {
		return "", errors.New("IPv6 addresses cannot have a netmask: " + args[0])
	}
	return net.IP(net.CIDRMask(n.ones, n.bits)).String(), nil
}, "prefix")

var cidrsubnetFunc = function.New(&function.Spec{
	Params: []function.Parameter{param("prefix", cty.String), param("newbits", cty.Number), param("netnum", cty.Number)},
	Type:   function.StaticReturnType(cty.String),
	Impl: func(args []cty.Value, _ cty.Type) (cty.Value, error) {
		n, err := parseNetwork(args[0].AsString())
		if err != nil {
			return cty.NilVal, err
		}
		bits, err := wholeNumber(args[1], "the number of bits")
		if err != nil {
			return cty.NilVal, err
		}
		number, err := wholeNumber(args[2], "the network number")
		if err != nil {
			return cty.NilVal, err
		}
		if !bits.IsInt64() || bits.Int64() > 128 || bits.Int64() < -128 {
			return cty.NilVal, fmt.Errorf("insufficient address space to extend prefix of %d by %s", n.ones, bits)
		}
		subnet, err := n.subnet(int(bits.Int64()), number)
		if err != nil {
			return cty.NilVal, err
		}
		return cty.StringVal(subnet.String()), nil
	},
})

// cidrsubnetsFunc lays subnets of given sizes one after the other.
var cidrsubnetsFunc = function.New(&function.Spec{
	Params:   []function.Parameter{param("prefix", cty.String)},
	VarParam: &function.Parameter{Name: "newbits", Type: cty.Number},
	Type:     function.StaticReturnType(cty.List(cty.String)),
	Impl: func(args []cty.Value, _ cty.Type) (cty.Value, error) {
		n, err := parseNetwork(args[0].AsString())
		if err != nil {
			return cty.NilVal, function.NewArgError(0, err)
		}
		if len(args) == 1 {
			return cty.ListValEmpty(cty.String), nil
		}
		end := new(big.Int).Add(n.base, new(big.Int).Lsh(big.NewInt(1), uint(n.bits-n.ones)))
		next := new(big.Int).Set(n.base)
		subnets := make([]cty.Value, 0, len(args)-1)
		for i, arg := range args[1:] {
			bits, err := wholeNumber(arg, "the number of bits")
			switch {
			case err != nil:
				return cty.NilVal, function.NewArgError(i+1, err)
			case bits.Sign() < 1:
				return cty.NilVal, function.NewArgErrorf(i+1, "must extend prefix by at least one bit")
			case !bits.IsInt64() || bits.Int64() > 32:
				return cty.NilVal, function.NewArgErrorf(i+1, "may not extend prefix by more than 32 bits")
			case bits.Int64() > int64(n.bits-n.ones):
				return cty.NilVal, function.NewArgErrorf(i+1, "would extend prefix to more than %d bits", n.bits)
			}
			ones := n.ones + int(bits.Int64())
			size := new(big.Int).Lsh(big.NewInt(1), uint(n.bits-ones))
			// The next address at which a range of this size may begin.
			if rest := new(big.Int).Mod(next, size); rest.Sign() > 0 {
				next.Add(next, size).Sub(next, rest)
			}
			after := new(big.Int).Add(next, size)
			if after.Cmp(end) > 0 {
				return cty.NilVal, function.NewArgErrorf(i+1, "not enough remaining address space for a subnet with a prefix of %d bits after %s", ones, args[0].AsString())
			}
			subnets = append(subnets, cty.StringVal(network{new(big.Int).Set(next), n.bits, ones}.String()))
			next = after
		}
		return cty.ListVal(subnets), nil
	},
})

var timecmpFunc = function.New(&function.Spec{
	Params: []function.Parameter{param("timestamp_a", cty.String), param("timestamp_b", cty.String)},
	Type:   function.StaticReturnType(cty.Number),
	Impl: func(args []cty.Value, _ cty.Type) (cty.Value, error) {
		var times [2]time.Time
		for i, arg := range args {
			t, err := time.Parse(time.RFC3339, arg.AsString())
			if err != nil {
				return cty.UnknownVal(cty.Number), function.NewArgErrorf(i, "not a valid RFC3339 timestamp: %q", arg.AsString())
			}
			times[i] = t
		}
		return cty.NumberIntVal(int64(times[0].Compare(times[1]))), nil
	},
})
