# METADATA
# description: Ids and key identifiers by their form.
package akscan.lib.id

# METADATA
# description: >-
#   Is it the id of a disk encryption set by its form? Words that stand in for a value (see unresolved)
#   keep it from being decided.
is_disk_encryption_set(text) if regex.match(`(?i)^/subscriptions/[^/]+/resourceGroups/[^/]+/providers/Microsoft\.Compute/diskEncryptionSets/[^/]+/?$`, text)

# METADATA
# description: >-
#   The parts of a key identifier, https://HOST/keys/NAME[/VERSION], of a vault or managed HSM in any of
#   Azure's clouds; undefined for anything else. version is empty for an identifier without one.
key(text) := {"host": lower(parts[0][1]), "name": parts[0][2], "version": parts[0][3]} if {
	parts := regex.find_all_string_submatch_n(`(?i)^https://([a-z0-9-]+\.(?:vault|managedhsm)\.(?:azure\.net|azure\.cn|usgovcloudapi\.net|microsoftazure\.de))/keys/([a-z0-9-]+)(?:/([^/]+))?/?$`, text, 1)
	count(parts) == 1
}

# METADATA
# description: >-
#   A word that somebody was to replace: a whole {word} or <word> between the separators of an id,
#   CHANGEME, TODO, REPLACE_ME. The zero GUID is none.
placeholder(text) := word if {
	not unresolved(text)
	some [_, word] in regex.find_all_string_submatch_n(`(?i)(?:^|[/.:])(\{[^{}/]+\}|<[^<>/]+>|CHANGE_?ME|TODO|REPLACE_?ME)(?:$|[/.:])`, text, 1)
}

# METADATA
# description: >-
#   Text that a tool outside the files fills in: {{ }}, ${ }, $( ), #{ }#, __X__.
unresolved(text) if regex.match(`\{\{.*\}\}|\$\{.*\}|\$\(.*\)|#\{.*\}#?|__[A-Za-z0-9][A-Za-z0-9_-]*__`, text)

# METADATA
# description: Text that somebody took out of an export before handing it on.
redacted(text) if regex.match(`<[^<>]*>|\*\*\*|(?i)redacted|^x{4,}$|/x{4,}/|/x{8}-x{4}-x{4}-x{4}-x{12}/`, text)
