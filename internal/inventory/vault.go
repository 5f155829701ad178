package inventory

import (
	"encoding/base64"
	"strconv"
	"strings"
	"time"
)

// Sources: azure-facts 4.1, 4.4, 5.1 and appendix A.
var keyVaultProperties = []Property{
	{
		Name: "purge_protection", Doc: "whether deleted keys are kept until the retention ends", Type: Bool,
		Azure: "enablePurgeProtection", Terraform: always("purge_protection_enabled"), AbsentIn: absentPurgeProtection,
	},
	{
		Name: "soft_delete", Doc: "whether deleted keys can be recovered", Type: Bool,
		Azure: "enableSoftDelete", Terraform: []TerraformName{{Path: "soft_delete_enabled", Before: "3.0.0"}},
		AbsentIn: func(view View, v Value) Value {
			if view.Mode() == Live {
				return unknownAbsent(v, "the export doesn't say whether soft delete is on (enableSoftDelete)")
			}
			v.State, v.Value = Default, true
			return v
		},
	},
	{
		Name: "managed_hsm", Doc: "whether this is a managed HSM", Type: Bool,
		ReadAzure:     func(v View) Value { return SetValue(isManagedHSM(v), place(v)) },
		ReadTerraform: func(v View) Value { return SetValue(isManagedHSM(v), place(v)) },
	},
	{
		Name: "retention_days", Doc: "how many days a deleted key is kept", Type: Integer, Absent: int64(90),
		Azure: "softDeleteRetentionInDays", Terraform: []TerraformName{{Path: "soft_delete_retention_days", Since: "2.25.0"}},
	},
	{
		Name: "default_action", Doc: "what the firewall does with other networks: Allow or Deny", Type: Text, Absent: "Allow",
		Azure: "networkAcls.defaultAction", ToldSince: "2018-02-14", Terraform: always("network_acls.default_action"),
	},
	{
		Name: "bypass", Doc: "who passes the firewall: AzureServices or None", Type: Text, Absent: "AzureServices",
		Azure: "networkAcls.bypass", ToldSince: "2018-02-14", Terraform: always("network_acls.bypass"),
	},
	{
		Name: "public_access", Doc: "access from public networks: Enabled, Disabled or SecuredByPerimeter", Type: Text, Absent: "Enabled",
		Azure: "publicNetworkAccess", ToldSince: "2021-10-01", ReadTerraform: readPublicAccess,
	},
	{
		Name: "rbac", Doc: "whether roles, not access policies, decide who may use the keys", Type: Bool,
		Azure: "enableRbacAuthorization", ToldSince: "2019-09-01", Terraform: []TerraformName{
			{Path: "rbac_authorization_enabled", Since: "4.42.0"},
			{Path: "enable_rbac_authorization", Since: "2.30.0", Before: "5.0.0"},
		},
		AbsentIn: absentRBAC,
	},
	{
		Name: "disk_encryption_flag", Doc: "whether Azure Disk Encryption may read it", Type: Bool, Absent: false,
		Azure: "enabledForDiskEncryption", Terraform: always("enabled_for_disk_encryption"),
	},
	{
		Name: "inline_policies", Doc: "whether access policies are written in the vault itself", Type: Bool, Absent: false,
		ReadAzure: func(v View) Value { return v.Lookup("accessPolicies.0") }, ReadTerraform: func(v View) Value { return v.Lookup("access_policy") },
	},
	locationRow,
	linked("resource_group", "the resource group that holds it", Text),
	linked("subscription", "the subscription that holds it", Text),
	scopesRow,
	ignoredChangesRow,
	counterpartRow(KeyVault),
	rootRow,
}

func isManagedHSM(view View) bool {
	t := strings.ToLower(view.Type())
	return strings.HasSuffix(t, "/managedhsms") || strings.Contains(t, "managed_hardware_security_module")
}

// absentPurgeProtection: off for a vault. Not told for a managed HSM, nor for a
// vault that is recovered, since that keeps what the deleted one had.
func absentPurgeProtection(view View, v Value) Value {
	switch {
	case isManagedHSM(view):
		return unknownAbsent(v, "Azure's default for a managed HSM isn't documented (enablePurgeProtection)")
	case view.Format().Column() == ColumnAzure && strings.EqualFold(view.Lookup("createMode").Text(), "recover"):
		return unknownAbsent(v, "a recovered vault keeps the setting that the deleted one had (createMode is recover)")
	}
	return defaulted(v, false)
}

// readPublicAccess turns azurerm's switch into ARM's words.
func readPublicAccess(view View) Value {
	v := lookupTerraform(view, []TerraformName{{Path: "public_network_access_enabled", Since: "3.19.0"}})
	if v.State != Set {
		return v
	}
	switch v.Value {
	case true, "true":
		v.Value = "Enabled"
	case false, "false":
		v.Value = "Disabled"
	}
	return v
}

// absentRBAC: access policies before API version 2026-02-01; from then on roles for
// a new vault, while existing ones keep what they had. azurerm always sends a
// value, false when unset. Source: azure-facts 4.2, 5.1.
func absentRBAC(view View, v Value) Value {
	if view.Format().Column() == ColumnAzure && view.Mode() == Declared {
		switch date, _ := apiDate(view.Version()); {
		case date == "":
			return unknownAbsent(v, "a new vault uses roles from API version 2026-02-01 on, and the version isn't known")
		case date >= "2026-02-01":
			return unknownAbsent(v, "from API version 2026-02-01 on a new vault uses roles, while an existing one keeps its access policies")
		}
	}
	return defaulted(v, false)
}

// Source: azure-facts 4.3, 5.1, 7.4, 7.5.
var keyProperties = []Property{
	{
		Name: "vault", Doc: "the vault that holds the key", Type: Reference, Targets: []Kind{KeyVault},
		Terraform: []TerraformName{{Path: "key_vault_id"}, {Path: "managed_hsm_id"}},
	},
	{
		Name: "key_type", Doc: "RSA, RSA-HSM, EC, EC-HSM or oct-HSM", Type: Text,
		ReadAzure: func(v View) Value { return firstOf(v, "kty", "/key.kty") },
		Terraform: always("key_type"),
	},
	{
		Name: "key_size", Doc: "bits of an RSA key", Type: Integer,
		ReadAzure: readKeySize, Terraform: always("key_size"), AbsentIn: absentKeySize,
	},
	{
		Name: "operations", Doc: "what the key may be used for", Type: List,
		ReadAzure: func(v View) Value { return firstOf(v, "keyOps", "/key.keyOps", "/key.key_ops") },
		Terraform: always("key_opts"),
	},
	{
		Name: "recovery_level", Doc: "what the vault does with the deleted key; holds Purgeable where purge protection is off", Type: Text,
		ReadAzure: readRecoveryLevel,
	},
	enabledRow, expiresRow, notBeforeRow, createdRow,
	{
		Name: "rotates", Doc: "whether its policy makes new versions by itself", Type: Bool,
		ReadAzure: readRotates, ReadTerraform: func(v View) Value { return v.Lookup("rotation_policy.automatic") }, AbsentIn: absentRotation,
	},
	{
		Name: "rotate_after", Doc: "how old a version gets before the next is made, ISO 8601", Type: Text,
		ReadAzure: func(v View) Value { return rotateTrigger(v, "timeAfterCreate") }, Terraform: always("rotation_policy.automatic.time_after_creation"),
	},
	{
		Name: "rotate_before_expiry", Doc: "how long before a version expires the next is made, ISO 8601", Type: Text,
		ReadAzure: func(v View) Value { return rotateTrigger(v, "timeBeforeExpiry") }, Terraform: always("rotation_policy.automatic.time_before_expiry"),
	},
	{
		Name: "policy_expiry", Doc: "how long the policy lets a new version live, ISO 8601", Type: Text,
		ReadAzure: func(v View) Value {
			return firstOf(v, "rotationPolicy.attributes.expiryTime", "/attributes.expiryTime", "/expiresIn")
		},
		Terraform: always("rotation_policy.expire_after"), AbsentIn: absentRotation,
	},
	linked("versions", "its versions, as exports show them", References, KeyVersion),
	scopesRow,
	ignoredChangesRow,
	rootRow,
}

// The rows of what a version has of its own. Exports give times as ISO 8601 text,
// ARM and REST as seconds since 1970 (azure-facts 4.3, 7.4).
var (
	enabledRow = Property{
		Name: "enabled", Doc: "whether it can be used at all", Type: Bool,
		ReadAzure: func(v View) Value { return firstOf(v, "attributes.enabled", "/attributes.enabled") },
		AbsentIn:  absentEnabled,
	}
	expiresRow = Property{
		Name: "expires", Doc: "when it expires, RFC 3339", Type: Text,
		ReadAzure: func(v View) Value { return readTime(v, "exp", "expires") }, ToldSince: "2015-06-01", Terraform: always("expiration_date"),
	}
	notBeforeRow = Property{
		Name: "not_before", Doc: "when it becomes valid, RFC 3339", Type: Text,
		ReadAzure: func(v View) Value { return readTime(v, "nbf", "notBefore") }, ToldSince: "2015-06-01", Terraform: always("not_before_date"),
	}
	createdRow = Property{
		Name: "created", Doc: "when it was made, RFC 3339", Type: Text,
		ReadAzure: func(v View) Value { return readTime(v, "created") },
	}
)

// absentEnabled: a key is enabled unless somebody says otherwise, and azurerm has no
// argument that says so. Nor does a state show what somebody else did.
func absentEnabled(view View, v Value) Value {
	if view.Format() == TerraformState {
		return hiddenAbsent(v, "a Terraform state doesn't show whether a key is enabled (az keyvault key show does)")
	}
	return defaulted(v, true)
}

var keyVersionProperties = []Property{
	linked("vault_key", "the key that it is a version of", Reference, Key),
	linked("version", "its version, as identifiers spell it", Text),
	enabledRow, expiresRow, notBeforeRow, createdRow,
}

// readTime reads one of the attributes, whatever it is called and however time is written.
func readTime(view View, names ...string) Value {
	var paths []string
	for _, name := range names {
		paths = append(paths, "attributes."+name, "/attributes."+name)
	}
	v := firstOf(view, paths...)
	switch written := v.Value.(type) {
	case int64:
		v.Value = time.Unix(written, 0).UTC().Format(time.RFC3339)
	case string:
		if t, ok := parseTime(written); ok {
			v.Value = t.UTC().Format(time.RFC3339)
		}
	}
	return v
}

// parseTime reads the times that exports give, RFC 3339 and what libraries write in place of it.
// Azure gives all of its times in UTC, so that is what those without a zone are in.
func parseTime(written string) (time.Time, bool) {
	if ms, ok := strings.CutPrefix(strings.TrimSuffix(written, ")/"), "/Date("); ok { // Windows PowerShell's
		ms, err := strconv.ParseInt(ms, 10, 64)
		return time.UnixMilli(ms), err == nil
	}
	for _, layout := range [...]string{time.RFC3339, "2006-01-02T15:04:05", "2006-01-02 15:04:05", "2006-01-02 15:04:05Z07:00"} { // the latter Python's
		if t, err := time.Parse(layout, written); err == nil {
			return t, true
		}
	}
	return time.Time{}, false
}

// readRecoveryLevel reads what the vault does with the deleted key. Every level that Key Vault
// documents names one of two words; what has neither proves nothing. Source: azure-facts 4.3.
func readRecoveryLevel(view View) Value {
	v := firstOf(view, "attributes.recoveryLevel", "/attributes.recoveryLevel")
	level := strings.ToLower(v.Text())
	if v.State != Set || strings.Contains(level, "recoverable") || strings.Contains(level, "purgeable") {
		return v
	}
	return UnknownValue("it isn't one of the recovery levels of Key Vault", v.Pos)
}

// readKeySize reads keySize or, of a data-plane dump, the length of the modulus.
func readKeySize(view View) Value {
	if size := view.Lookup("keySize"); size.State != Unset {
		return size
	}
	n := view.Lookup("/key.n")
	if n.State != Set {
		return n
	}
	if bytes, ok := n.Value.([]any); ok { // PowerShell's
		for len(bytes) > 0 && bytes[0] == int64(0) {
			bytes = bytes[1:]
		}
		if len(bytes) > 0 {
			return SetValue(int64(len(bytes)*8), n.Pos)
		}
	}
	modulus, err := base64.RawURLEncoding.DecodeString(strings.TrimRight(strings.NewReplacer("+", "-", "/", "_").Replace(n.Text()), "="))
	for len(modulus) > 0 && modulus[0] == 0 {
		modulus = modulus[1:]
	}
	if err != nil || len(modulus) == 0 {
		return UnknownValue("the modulus can't be read", n.Pos)
	}
	return SetValue(int64(len(modulus)*8), n.Pos)
}

// absentKeySize: ARM makes RSA keys of 2048 bits. A dump without a modulus doesn't tell.
func absentKeySize(view View, v Value) Value {
	if view.Format().Column() == ColumnAzure && view.Mode() == Declared {
		if kty := view.Lookup("kty").Text(); strings.HasPrefix(strings.ToUpper(kty), "RSA") {
			return defaulted(v, int64(2048))
		}
	}
	return v
}

// absentRotation: a declared key without a policy has none that rotates. An export
// of the key doesn't show its policy, which is an export of its own.
func absentRotation(view View, v Value) Value {
	if view.Mode() == Live && view.Lookup("/lifetimeActions").State == Unset && view.Lookup("/expiresIn").State == Unset {
		return unknownAbsent(v, "the key's rotation policy isn't in the files given (az keyvault key rotation-policy show)")
	}
	return v
}

// rotateActions lists where the lifetime actions of a policy stand: in the key (ARM),
// or in a dump of the policy alone.
var rotateActions = []string{"rotationPolicy.lifetimeActions", "/lifetimeActions"}

// eachRotate calls fn with the path of each action that rotates. A list that is unknown comes
// back, and one of which that is unknown of an action, unless another rotates, as unknown.
func eachRotate(view View, fn func(action string)) (list Value) {
	for _, path := range rotateActions {
		if list = view.Lookup(path); list.State == Unset {
			continue
		}
		rotates, doubt := false, Value{}
		for i := range list.Items {
			action := path + "." + itoa(i)
			kind := firstOf(view, action+".action.type", action+".action")
			switch {
			case strings.EqualFold(kind.Text(), "rotate"):
				rotates = true
				fn(action)
			case kind.State == Unknown:
				doubt = kind
			}
		}
		if !rotates && doubt.State == Unknown {
			return doubt
		}
		return list
	}
	return list
}

func readRotates(view View) Value {
	rotates := false
	list := eachRotate(view, func(string) { rotates = true })
	if list.State != Set {
		return list
	}
	return SetValue(rotates, list.Pos)
}

// rotateTrigger reads when the rotating action happens, written flat (az) or in a trigger (ARM, REST).
func rotateTrigger(view View, name string) Value {
	v := UnsetValue(place(view))
	if list := eachRotate(view, func(action string) {
		v = firstOf(view, action+".trigger."+name, action+"."+name)
	}); list.State == Unknown {
		return list
	}
	return v
}
