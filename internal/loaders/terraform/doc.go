// Package terraform evaluates Terraform configuration as Terraform 1.11 does, but
// offline and without providers, and reads the resources that akscan knows from it.
//
// HCL's own evaluator does the arithmetic; this package gives it the values that
// references lead to. What the files can't tell is an unknown cty value that
// carries one [symbol] as its mark: why it is unknown, what it certainly is, and
// an identity by which two of them compare. Where a known value came from is found
// afterwards, by following the expression; see origins.go.
package terraform
