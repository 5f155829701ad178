package inventory

var moduleCallProperties = []Property{
	{Name: "source", Doc: "the module's source address", Type: Text, Terraform: always("source")},
	{Name: "version", Doc: "the version constraint of the call", Type: Text, Terraform: always("version")},
	{Name: "inputs", Doc: "the names of the inputs that the call sets, and the text of their values", Type: List, Terraform: always("inputs")},
}

// terraformModuleProperties are facts about a root that no argument holds: the
// Terraform loader sets them.
var terraformModuleProperties = []Property{
	{Name: "azurerm_version", Doc: "the azurerm version that is locked, else the newest that the constraints admit", Type: Text},
	{Name: "azurerm_oldest", Doc: "the oldest azurerm version that is locked or admitted", Type: Text},
	{Name: "azurerm_constraint", Doc: "the constraints on azurerm, as written", Type: Text},
	{Name: "azurerm_locked", Doc: "whether a lock file pins azurerm", Type: Bool, Absent: false},
	{Name: "azapi_version", Doc: "the azapi version that is locked, else the newest that the constraints admit", Type: Text},
	{Name: "azapi_oldest", Doc: "the oldest azapi version that is locked or admitted", Type: Text},
	{
		Name: "arguments", Type: List,
		Doc: "the encryption arguments that the root uses and that not every azurerm version has: RESOURCE.ARGUMENT, the first version that has it, the first that no longer does, separated by spaces, - for none",
	},
	{Name: "clusters", Doc: "how many clusters it declares", Type: Integer},
	{Name: "clusters_without_kms", Doc: "how many of them certainly have no Key Vault KMS", Type: Integer},
	{Name: "clusters_in_doubt", Doc: "how many of them may have Key Vault KMS with a key that nobody can tell", Type: Integer},
	{
		Name: "unset_kms_inputs", Type: List,
		Doc: "the inputs for KMS, by their names, that calls of modules which make such clusters leave unset: module.NAME.INPUT",
	},
}

var azapiResourceProperties = []Property{
	{Name: "azure_type", Doc: "the type and API version that it manages", Type: Text, Terraform: always("type")},
	{Name: "body_form", Doc: "how its body is written: text (jsonencode) or object", Type: Text},
	rootRow,
}
