package arm

import (
	"strconv"
	"strings"

	"github.com/akscan/akscan/internal/source"
)

// The identities of what a deployment's scope leaves open.
const (
	subscriptionPart = "subscription().subscriptionId"
	groupPart        = "resourceGroup().name"
	managementPart   = "managementGroup().name"
)

// isScopePart reports whether an unknown piece is the name of a subscription or
// group, which certainly holds no slash.
func isScopePart(base string) bool {
	for _, part := range [...]string{subscriptionPart, groupPart, managementPart} {
		if strings.HasSuffix(base, part) {
			return true
		}
	}
	return false
}

// scopeFunctions are the functions that tell where and how a template is deployed.
func scopeFunctions() map[string]function {
	known := func(min, max int, result kind, why string) function {
		return function{min: min, max: max, result: result, present: true, lazy: func(c *call) *source.Node {
			c.evalArgs()
			return c.from(c.runtime(why), c.args...)
		}}
	}
	return map[string]function{
		"resourceGroup":   {eval: remembered(resourceGroup)},
		"subscription":    {eval: remembered(subscription)},
		"managementGroup": {eval: remembered(managementGroup)},
		"tenant":          {eval: remembered(tenant)},
		"deployment":      {eval: remembered(deployment)},
		"deployer":        known(0, 0, objectKind, "only the deployment knows who deploys"),
		"environment":     {eval: remembered(environment)},
		"utcNow":          {min: 0, max: 1, result: textKind, present: true, eval: once("only the deployment knows its time")},
		"newGuid":         {result: textKind, present: true, eval: once("only the deployment makes new ids")},
		"pickZones":       known(3, 5, arrayKind, "only Azure knows its zones"),
		"providers":       known(1, 2, anyKind, "only Azure knows its providers"),
		"toLogicalZone":   known(3, 3, textKind, "only Azure knows its zones"),
		"toLogicalZones":  known(3, 3, arrayKind, "only Azure knows its zones"),
		"toPhysicalZone":  known(3, 3, textKind, "only Azure knows its zones"),
		"toPhysicalZones": known(3, 3, arrayKind, "only Azure knows its zones"),
		"externalInput":   known(1, 2, anyKind, "an external input has no value in the files given"),
	}
}

// remembered makes a function without arguments that is evaluated once for a template.
func remembered(fn func(*call) *source.Node) func(*call) *source.Node {
	return func(c *call) *source.Node {
		v := c.t.remembered[c.x.name]
		if v == nil {
			v = fn(c)
			c.t.remembered[c.x.name] = v
		}
		return v
	}
}

// once makes a function whose every call has a value of its own: that of its place.
func once(why string) func(*call) *source.Node {
	return func(c *call) *source.Node {
		return c.symbols.unknown(part{
			base: short(c.t.id + " " + c.identity() + " at " + strconv.FormatInt(int64(c.pos), 10) + c.loopsIdentity()), src: c.x.src, why: why, present: true, typ: textKind,
		})
	}
}

// part makes a piece of a scope that only the deployment knows.
func (e env) part(name, src, why string) *source.Node {
	return e.symbols.unknown(part{base: e.t.id + " " + name, src: src, why: why, present: true, typ: textKind})
}

// whyDeployed is why a part of the deployment's scope isn't known.
const whyDeployed = "only the deployment knows its scope"

func (c *call) attributes(names ...string) []source.Member {
	members := make([]source.Member, len(names))
	for i, name := range names {
		src := c.x.src + "." + name
		members[i] = member(name, c.symbols.unknown(part{base: short(c.t.scope.canonical() + " " + c.x.name + "()." + strings.ToLower(name)), src: src, why: whyDeployed, present: true}))
	}
	return members
}

func resourceGroup(c *call) *source.Node {
	group := c.t.group
	if group == nil {
		return c.because("there is no resource group where this template is deployed")
	}
	members := append([]source.Member{
		member("id", c.symbols.node(c.t.scope)),
		member("name", c.symbols.node(group)),
		member("type", stringNode("Microsoft.Resources/resourceGroups")),
	}, c.attributes("location", "tags", "managedBy", "properties")...)
	return objectNode(members...)
}

func subscription(c *call) *source.Node {
	id := c.t.subscription
	if id == nil {
		return c.because("there is no subscription where this template is deployed")
	}
	members := append([]source.Member{
		member("id", c.symbols.node(join(literal("/subscriptions/"), id))),
		member("subscriptionId", c.symbols.node(id)),
	}, c.attributes("tenantId", "displayName")...)
	return objectNode(members...)
}

func managementGroup(c *call) *source.Node {
	name := part{base: c.main.id + " " + managementPart, src: "managementGroup().name", why: whyDeployed, present: true, typ: textKind}
	return objectNode(append([]source.Member{
		member("id", c.symbols.node(join(literal("/providers/Microsoft.Management/managementGroups/"), unknown(name)))),
		member("name", c.symbols.node(unknown(name))),
		member("type", stringNode("Microsoft.Management/managementGroups")),
	}, c.attributes("properties")...)...)
}

func tenant(c *call) *source.Node {
	return objectNode(c.attributes("tenantId", "displayName", "country", "countryCode", "id")...)
}

func deployment(c *call) *source.Node {
	return objectNode(
		member("name", c.part("deployment().name", "deployment().name", "only the deployment knows its name")),
		member("location", c.part("deployment().location", "deployment().location", "only the deployment knows its location")),
		member("properties", c.symbols.unknown(part{base: c.t.id + " deployment().properties", src: "deployment().properties", why: "only the deployment knows its properties", present: true, typ: objectKind})),
	)
}

// environment is the cloud: nobody knows which, but its vaults' suffix has an identity of its own.
func environment(c *call) *source.Node {
	const why = "only the deployment knows its cloud"
	open := func(base string) *source.Node {
		return c.symbols.unknown(part{base: base, src: base, why: why, present: true, typ: textKind})
	}
	suffixes := objectNode(member("keyvaultDns", open(vaultSuffix)))
	for _, name := range [...]string{"acrLoginServer", "azureDatalakeAnalyticsCatalogAndJob", "azureDatalakeStoreFileSystem", "azureFrontDoorEndpointSuffix", "sqlServerHostname", "storage"} {
		suffixes.Members = append(suffixes.Members, member(name, open("environment().suffixes."+name)))
	}
	members := []source.Member{member("suffixes", suffixes)}
	for _, name := range [...]string{"name", "gallery", "graph", "portal", "graphAudience", "activeDirectoryDataLake", "batch", "media", "sqlManagement", "vmImageAliasDoc", "resourceManager", "authentication"} {
		members = append(members, member(name, c.symbols.unknown(part{base: "environment()." + name, src: "environment()." + name, why: why, present: true})))
	}
	return objectNode(members...)
}
