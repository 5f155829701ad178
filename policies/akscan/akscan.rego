# METADATA
# title: akscan's policies
# description: >-
#   Every package below judges the shared input document, whose JSON Schema `scan schema` prints;
#   with `opa check --schema` on a folder that holds it as input.json the rules are type-checked.
# scope: subpackages
# schemas:
#   - input: schema.input
package akscan
