package arm

import (
	"strings"
	"testing"

	"github.com/akscan/akscan/internal/source"
)

// TestFunctions evaluates expressions in one template. The wanted value is JSON or,
// for what stays unknown, the identity and the reason.
func TestFunctions(t *testing.T) {
	const open = " (parameter 'u' has no value)"
	const subscription, group = "/subscriptions/<t.json subscription().subscriptionId>", "/resourceGroups/<t.json resourceGroup().name>"
	for _, c := range [][2]string{
		// Text.
		{`concat('a', 1, 'b', true())`, `"a1bTrue"`},
		{`concat('a-', parameters('u'))`, `a-<t.json parameters('u')>` + open + ` present`},
		{`concat(parameters('u'), '')`, `<t.json parameters('u')>` + open},
		{`format('{0}-{1}-{0}', 'a', 2)`, `"a-2-a"`},
		{`format('{{{0}}}', 'a')`, `"{a}"`},
		{`format('{0:D3} {0:00} {0:X}', 10)`, `"010 10 A"`},
		{`format('{0}/{1}', parameters('u'), 'k')`, `<t.json parameters('u')>/k` + open + ` present`},
		{`format('{0,3}|{0,-3}|{0,1}', 'ab')`, `" ab|ab |ab"`}, {`format('{0:N0} {1:N0}', 8175133, -12)`, `"8,175,133 -12"`},
		{`format('{0,9}', parameters('u'))`, `<format(<t.json parameters('u')>,9)>` + open + ` present`},
		{`format('{0:D4} {0:0000} {1:N} {1:N1} {0:F1} {1:f0} {1:x}', -12, 4096)`, `"-0012 -0012 4,096.00 4,096.0 -12.0 4096 1000"`}, {`format('{0:X}', -1)`, `! the arguments of format() don't fit`},
		{`format('{2}', 'a')`, `! format(): there is no argument {2}`},
		{`format('{0', 'a')`, `! format(): a brace in "{0" is never closed or never opened`},
		{`toLower('AbC')`, `"abc"`}, {`toUpper('AbC')`, `"ABC"`}, {`trim('  a ')`, `"a"`},
		{`toLower(concat('A', parameters('u')))`, `a<tolower t.json parameters('u')>` + open + ` present`},
		{`replace('a-b-c', '-', '')`, `"abc"`}, {`replace(parameters('u'), 'a', 'b')`, `<replace(<t.json parameters('u')>,'a','b')>` + open},
		{`split('a,b;c', createArray(',', ';'))`, `["a","b","c"]`}, {`split('a', ',')`, `["a"]`},
		{`last(split(parameters('u'), '/'))`, `<last(<split(<t.json parameters('u')>,'/')>)>` + open},
		{`split(resourceGroup().id, '/')[4]`, `<t.json resourceGroup().name> (only the deployment knows its scope) present`},
		{`substring('abcdef', 2, 3)`, `"cde"`}, {`substring('abc', 1)`, `"bc"`}, {`substring('abc', 2, 5)`, `! substring(): the text has only 3 characters`},
		{`substring(concat('abc', parameters('u')), 0, 2)`, `"ab"`},
		{`startsWith('Abc', 'aB')`, `true`}, {`endsWith('abC', 'BC')`, `true`}, {`startsWith('abc', 'b')`, `false`}, {`endsWith('c', 'bc')`, `false`},
		{`startsWith(concat('abc', parameters('u')), 'AB')`, `true`}, {`startsWith(concat('abc', parameters('u')), 'x')`, `false`},
		{`startsWith(concat('abc', parameters('u')), 'abcd')`, `<startswith(abc<t.json parameters('u')>,'abcd')>` + open},
		{`padLeft('7', 3, '0')`, `"007"`}, {`padLeft('abcd', 3)`, `"abcd"`}, {`padLeft(7, 2)`, `" 7"`},
		{`string(1)`, `"1"`}, {`string(createObject('a', createArray(1, 'x')))`, `"{\"a\":[1,\"x\"]}"`}, {`string(true())`, `"True"`}, {`string(null())`, `? what string(null()) makes of null isn't known`},
		{`join(createArray('a', 2), ', ')`, `"a, 2"`}, {`join(createArray('a', parameters('u')), '-')`, `a-<t.json parameters('u')>` + open + ` present`},
		{`indexOf('abcABC', 'B')`, `1`}, {`lastIndexOf('abcABC', 'b')`, `4`}, {`indexOf('a', 'x')`, `-1`}, {`indexOf(createArray('a', 'b'), 'b')`, `1`}, {`lastIndexOf(createArray(1, 1), 1)`, `1`},
		{`uniqueString('a')`, `<uniquestring('a')> (akscan doesn't compute uniqueString()) present`},
		{`uniqueString(resourceGroup().id)`, `<uniquestring(` + subscription + group + `)> (only the deployment knows its scope) present`},
		{`guid('a', 'b')`, `<guid('a','b')> (akscan doesn't compute guid()) present`},
		{`base64('abc')`, `"YWJj"`}, {`base64ToString('YWJj')`, `"abc"`}, {`base64ToJson('eyJhIjoxfQ==').a`, `1`}, {`dataUri('a')`, `"data:text/plain;charset=utf8;base64,YQ=="`},
		{`dataUriToString('data:text/plain;charset=utf8;base64,YQ==')`, `"a"`}, {`uri('https://x/a/b', 'c')`, `"https://x/a/c"`}, {`uri('https://x/a/', '/c')`, `"https://x/a/c"`}, {`uriComponent('a b/c')`, `"a%20b%2Fc"`}, {`uriComponentToString('a%20b')`, `"a b"`},
		// Lists and objects.
		{`concat(createArray(1), createArray('a'))`, `[1,"a"]`}, {`concat(createArray(1), parameters('list'))`, `<concat([1,],<t.json parameters('list')>)> (parameter 'list' has no value)`},
		{`contains('abc', 'b')`, `true`}, {`contains('abc', 'B')`, `false`}, {`contains(createArray(1, 2), 2)`, `true`}, {`contains(createObject('Key', 1), 'kEY')`, `true`},
		{`contains(createArray('a', parameters('u')), 'a')`, `true`}, {`contains(createArray('a', parameters('u')), 'b')`, `<contains(['a',<t.json parameters('u')>,],'b')>` + open},
		{`contains(concat('abc', parameters('u')), 'b')`, `true`},
		{`empty('')`, `true`}, {`empty(createArray())`, `true`}, {`empty(createObject('a', 1))`, `false`}, {`empty(null())`, `true`}, {`empty(concat('a', parameters('u')))`, `false`}, {`empty(parameters('u'))`, `<empty(<t.json parameters('u')>)>` + open},
		{`length('äb')`, `2`}, {`length(createObject('a', 1))`, `1`}, {`first('abc')`, `"a"`}, {`last('abc')`, `"c"`}, {`first(createArray())`, `null`}, {`last(createArray(1, 2))`, `2`}, {`first('')`, `""`},
		{`first(concat('abc', parameters('u')))`, `"a"`},
		{`skip(createArray(1, 2, 3), 1)`, `[2,3]`}, {`take(createArray(1, 2, 3), 2)`, `[1,2]`}, {`skip('abc', 1)`, `"bc"`}, {`take('abc', 9)`, `"abc"`}, {`take('abc', -1)`, `""`}, {`take(concat('abc', parameters('u')), 2)`, `"ab"`},
		{`array(1)`, `[1]`}, {`array(createArray(1))`, `[1]`}, {`flatten(createArray(createArray(1), createArray(2, 3)))`, `[1,2,3]`},
		{`intersection(createArray(1, 2, 2, 3), createArray(2, 3))`, `[2,3]`}, {`intersection(createObject('a', 1, 'b', 2), createObject('a', 1, 'b', 3))`, `{"a":1}`},
		{`union(createArray(1, 2), createArray(2, 3))`, `[1,2,3]`}, {`union(createObject('a', createObject('x', 1)), createObject('A', createObject('y', 2), 'b', 1))`, `{"A":{"x":1,"y":2},"b":1}`},
		{`union(createObject('l', createArray(1)), createObject('l', createArray(2)))`, `{"l":[2]}`},
		{`shallowMerge(createArray(createObject('a', createObject('x', 1)), createObject('a', createObject('y', 2))))`, `{"a":{"y":2}}`},
		// Of an object that isn't known every member may be there, and the last one wins.
		{`union(parameters('o'), createObject('a', 1)).a`, `1`}, {`union(parameters('o'), createObject('A', 1)).a`, `1`}, {`shallowMerge(createArray(parameters('o'), createObject('a', null()))).a`, `null`},
		{`union(parameters('o'), createObject('a', 1)).b`, `? whether union(parameters('o'), createObject('a', 1)) has a member 'b' isn't known`},
		{`union(createObject('a', 1), parameters('o')).a`, `<either(1,<<t.json parameters('o')>.*>:<<t.json parameters('o')>.*>)> (parameter 'o' has no value)`},
		{`union(createObject('a', 1), parameters('o'), createObject('a', 2)).a`, `2`}, {`union(parameters('o'), createObject('a', createObject('b', 1))).a.b`, `1`},
		{`union(parameters('o'), createObject('a', createObject('b', 1))).a.c`, `? whether union(parameters('o'), createObject('a', createObject('b', 1))).a has a member 'c' isn't known`},
		{`shallowMerge(createArray(parameters('o'), createObject('a', createObject('b', 1)))).a`, `{"b":1}`}, {`union(parameters('o'), createObject('a', null())).a`, `? whether union() lets null win over a value isn't documented`},
		{`union(createObject('a', parameters('o')), createObject('a', createObject('b', 1))).a.b`, `1`}, {`union(createObject('a', parameters('u')), createObject('a', createObject('b', 1))).a`, `{"b":1}`},
		{`contains(union(createObject('a', parameters('o')), createObject('a', createObject('b', 1))).a, 'c')`, `<contains({'<<t.json parameters('o')>.*>':<<t.json parameters('o')>.*>,'b':1,},'c')> (a name in the object isn't known)`},
		{`union(createObject('a', createObject('b', 1)), createObject('a', parameters('o'))).a.b`, `<either(1,<<t.json parameters('o')>.*>:<<t.json parameters('o')>.*>)> (parameter 'o' has no value)`},
		{`union(createObject('a', 1, 'b', 2), createObject(parameters('u'), 1)).a`, `1`}, {`union(createObject('a', 1, 'b', 2), createObject(parameters('u'), 1)).b`, `<either(2,<t.json parameters('u')>:1)> (parameter 'u' has no value)`},
		{`contains(union(parameters('o'), createObject('a', 1)), 'A')`, `true`}, {`empty(union(parameters('o'), createObject('a', 1)))`, `false`}, {`length(union(parameters('o'), createObject('a', 1)))`, `<length({'<<t.json parameters('o')>.*>':<<t.json parameters('o')>.*>,'a':1,})> (parameter 'o' has no value)`},
		{`union(parameters('o'), parameters('p'))`, `<union(<t.json parameters('o')>,<t.json parameters('p')>)> (parameter 'o' has no value)`}, {`union(parameters('list'), createArray(1))`, `<union(<t.json parameters('list')>,[1,])> (parameter 'list' has no value)`},
		// A name that no member can have.
		{`contains(createObject('Reader', 1), concat('/x/', parameters('u')))`, `false`}, {`contains(createObject('Reader', 1), concat('R', parameters('u')))`, `<contains({'Reader':1,},R<t.json parameters('u')>)>` + open}, {`contains(createObject(), parameters('u'))`, `false`},
		{`coalesce(tryGet(createObject('Reader', 1), resourceGroup().id), 'none')`, `"none"`}, {`tryGet(createObject('aXb', 1), concat('A', parameters('u'), 'C'))`, `null`}, {`tryGet(createObject('aXb', 1), concat('A', parameters('u'), 'B'))`, `<{'aXb':1,}[A<t.json parameters('u')>B]>` + open},
		{`equals(concat('a', parameters('u'), 'b', parameters('u')), 'ac')`, `false`}, {`equals(concat(parameters('u'), 'b'), 'ab')`, `<equals(<t.json parameters('u')>b,'ab')>` + open}, {`equals(concat('ab', parameters('u'), 'bc'), 'abc')`, `false`},
		{`mapValues(createObject(parameters('u'), 1), lambda('v', 2)).a`, `? whether mapValues(createObject(parameters('u'), 1), lambda('v', 2)) has a member 'a' isn't known`},
		{`tryGet(parameters('o'), 'a', 'b')`, `<<<t.json parameters('o')>.a>.b> (parameter 'o' has no value)`},
		{`range(3, 3)`, `[3,4,5]`}, {`range(0, 0)`, `[]`},
		{`items(createObject('b', 1, 'a', 2))`, `[{"key":"a","value":2},{"key":"b","value":1}]`}, {`objectKeys(createObject('b', 1, 'a', 2))`, `["a","b"]`},
		{`createObject('a', 1, 'b', null())`, `{"a":1,"b":null}`}, {`createObject('a')`, `! createObject() takes pairs of a name and a value`},
		{`tryGet(createObject('a', createArray(1)), 'a', 0)`, `1`}, {`tryGet(createObject('a', 1), 'b', 'c')`, `null`}, {`tryGet(createArray(1), 4)`, `null`}, {`tryGet(createObject(parameters('u'), 1), 'b')`, `? whether createObject(parameters('u'), 1) has a member 'b' isn't known`},
		{`indexFromEnd(createArray(1, 2, 3), 1)`, `3`}, {`tryIndexFromEnd(createArray(1), 2)`, `null`},
		{`json('{"a": [1, null]}')`, `{"a":[1,null]}`}, {`json('null')`, `null`}, {`json('x')`, `! json(): the text isn't JSON`},
		{`createObject(parameters('u'), 1)`, `{"\u0001t.json parameters('u')\u0002":1}`}, {`objectKeys(createObject(parameters('u'), 1))`, `<objectkeys({'<t.json parameters('u')>':1,})>` + open},
		{`contains(createObject(parameters('u'), 1), 'a')`, `<contains({'<t.json parameters('u')>':1,},'a')> (a name in the object isn't known)`}, {`contains(createObject(parameters('u'), 1, 'a', 2), 'a')`, `true`},
		{`createObject(parameters('u'), 1).a`, `? whether createObject(parameters('u'), 1) has a member 'a' isn't known`},
		// Members and indexes.
		{`variables('object').A.b[1]`, `2`}, {`variables('object')['a']`, `{"b":[1,2]}`}, {`variables('object').x`, `? variables('object') has no member 'x'`}, {`variables('object').a.b[2]`, `? variables('object').a.b has no element 2`},
		{`parameters('o').a.b`, `<<<t.json parameters('o')>.a>.b> (parameter 'o' has no value)`}, {`parameters('list')[0]`, `<<t.json parameters('list')>.0> (parameter 'list' has no value)`},
		{`null().a`, `? null() is null and has no member 'a'`},
		// Numbers.
		{`add(1, 2)`, `3`}, {`sub(1, 2)`, `-1`}, {`mul(3, 4)`, `12`}, {`div(-7, 2)`, `-3`}, {`mod(7, 3)`, `1`}, {`div(1, 0)`, `! div() by zero`}, {`mul(9223372036854775807, 2)`, `! mul() overflows`}, {`add(9223372036854775807, 1)`, `! add() overflows`}, {`add(0, 0)`, `0`}, {`sub(5, 0)`, `5`}, {`add(-1, -2)`, `-3`},
		{`int('12')`, `12`}, {`float('1.5')`, `1.5`}, {`min(3, 1, 2)`, `1`}, {`max(createArray(3, 1))`, `3`}, {`add(1, parameters('n'))`, `<add(1,<t.json parameters('n')>)> (parameter 'n' has no value)`},
		{`add('a', 1)`, `! the arguments of add() don't fit`},
		// Logic.
		{`if(true(), 'a', variables('none'))`, `"a"`}, {`if('true', 1, 2)`, `1`}, {`if(parameters('b'), 'x', 'x')`, `"x"`},
		{`if(parameters('b'), 'x', '')`, `<if(<t.json parameters('b')>,'x','')> (parameter 'b' has no value)`},
		{`if(parameters('b'), createObject('a', 1, 'b', 1), createObject('a', 1, 'b', 2))`, `{"a":1,"b":<if(<t.json parameters('b')>,1,2)> (parameter 'b' has no value) present}`},
		{`contains(if(parameters('b'), createObject('a', 1), createObject()), 'a')`, `<contains({'a':<if(<t.json parameters('b')>,1)>,},'a')> (parameter 'b' has no value)`},
		{`union(createObject('a', 1), if(parameters('b'), createObject('a', 2), createObject()))`, `{"a":<either(1,<if(<t.json parameters('b')>,2)>)> (parameter 'b' has no value)}`},
		{`if(1, 2, 3)`, `! if(): the condition is neither true nor false`},
		{`and(false(), parameters('b'))`, `false`}, {`and(parameters('b'), false())`, `false`}, {`and(true(), parameters('b'))`, `<t.json parameters('b')> (parameter 'b' has no value)`}, {`or(parameters('b'), true())`, `true`}, {`or(false(), false())`, `false`},
		{`not(false())`, `true`}, {`not(parameters('b'))`, `<not(<t.json parameters('b')>)> (parameter 'b' has no value)`}, {`bool('True')`, `true`}, {`bool(0)`, `false`}, {`bool('x')`, `! the arguments of bool() don't fit`},
		{`equals('a', 'A')`, `false`}, {`equals(1, 1)`, `true`}, {`equals(1, '1')`, `false`}, {`equals(createArray(1, 'a'), createArray(1, 'a'))`, `true`}, {`equals(createObject('a', 1), createObject('a', 2))`, `false`}, {`equals(null(), '')`, `false`},
		{`equals(parameters('u'), parameters('U'))`, `true`}, {`equals(parameters('u'), 'a')`, `<equals(<t.json parameters('u')>,'a')>` + open}, {`equals(concat('a', parameters('u')), 'b')`, `false`}, {`equals(concat('a', parameters('u')), '')`, `false`}, {`equals(resourceGroup().name, null())`, `false`},
		{`coalesce(null(), 'a', 'b')`, `"a"`}, {`coalesce(parameters('u'), 'a')`, `<coalesce(<t.json parameters('u')>,'a')>` + open}, {`coalesce(null(), null())`, `null`}, {`coalesce(resourceGroup().name, 'a')`, `<t.json resourceGroup().name> (only the deployment knows its scope) present`},
		{`less(1, 2)`, `true`}, {`lessOrEquals(2, 2)`, `true`}, {`greater('b', 'a')`, `true`}, {`greaterOrEquals(1, 2)`, `false`}, {`less(1, 'a')`, `! the arguments of less() don't fit`},
		{`fail('no')`, `? the template stops here with fail()`},
		// Lambdas.
		{`map(createArray('a', 'b'), lambda('x', 'i', concat(lambdaVariables('x'), lambdaVariables('i'))))`, `["a0","b1"]`},
		{`filter(range(0, 5), lambda('x', greater(lambdaVariables('x'), 2)))`, `[3,4]`}, {`reduce(range(1, 4), 0, lambda('s', 'x', add(lambdaVariables('s'), lambdaVariables('x'))))`, `10`},
		{`sort(createArray(3, 1, 2), lambda('a', 'b', less(lambdaVariables('a'), lambdaVariables('b'))))`, `[1,2,3]`},
		{`toObject(createArray('a', 'b'), lambda('x', lambdaVariables('x')), lambda('x', toUpper(lambdaVariables('x'))))`, `{"a":"A","b":"B"}`},
		{`groupBy(createArray('ab', 'ac', 'b'), lambda('x', first(lambdaVariables('x'))))`, `{"a":["ab","ac"],"b":["b"]}`}, {`mapValues(createObject('a', 1), lambda('x', add(lambdaVariables('x'), 1)))`, `{"a":2}`},
		{`map(range(0, 2), lambda('x', map(range(0, 2), lambda('y', add(mul(lambdaVariables('x'), 10), lambdaVariables('y'))))))`, `[[0,1],[10,11]]`},
		{`map(parameters('list'), lambda('x', 1))`, `<t.json map(<t.json parameters('list')>,1)> (parameter 'list' has no value)`}, {`map(createArray(1), 'x')`, `! map() needs a lambda() as its argument 2`}, {`lambdaVariables('x')`, `! there is no lambda variable 'x' here`},
		{`filter(createArray('a', parameters('u')), lambda('x', equals(lambdaVariables('x'), 'a')))`, `<t.json filter(['a',<t.json parameters('u')>,],equals(lambdaVariables('x'), 'a'))>` + open},
		// Functions of the template's own.
		{`my.shout('a')`, `"A!"`}, {`MY.Shout('b')`, `"B!"`}, {`my.shout()`, `! my.shout() doesn't take 0 arguments`}, {`my.none('a')`, `! akscan doesn't know the template function my.none()`}, {`futureFunction('a')`, `! akscan doesn't know the template function futureFunction()`},
		// Dates and addresses.
		{`dateTimeAdd('2023-01-01 00:00:00Z', 'P1Y')`, `"2024-01-01T00:00:00Z"`}, {`dateTimeAdd('2024-02-01 00:00:00Z', 'P1M')`, `"2024-03-02T00:00:00Z"`}, {`dateTimeAdd('2024-01-01T10:00:00Z', '-PT1H30M', 'yyyy-MM-dd HH:mm')`, `"2024-01-01 08:30"`},
		{`dateTimeToEpoch('1970-01-02T00:00:00Z')`, `86400`}, {`dateTimeFromEpoch(86400)`, `"1970-01-02T00:00:00Z"`}, {`dateTimeToEpoch(dateTimeAdd(utcNow(), 'P1Y'))`, `<datetimetoepoch(<datetimeadd(<t.json utcnow() at PLACE>,'P1Y')>)> (only the deployment knows its time) present`},
		{`parseCidr('10.144.0.0/20')`, `{"network":"10.144.0.0","netmask":"255.255.240.0","broadcast":"10.144.15.255","firstUsable":"10.144.0.1","lastUsable":"10.144.15.254","cidr":20}`},
		{`cidrSubnet('10.144.0.0/20', 24, 2)`, `"10.144.2.0/24"`}, {`cidrSubnet('10.144.0.0/20', 24, 16)`, `! the arguments of cidrSubnet() don't fit`}, {`cidrHost('10.144.3.0/24', 1)`, `"10.144.3.2"`}, {`cidrHost('fdad:3236:5555:3000::/52', 4)`, `"fdad:3236:5555:3000::5"`},
		// Scopes, ids, and the state of resources.
		{`resourceGroup().id`, subscription + group + ` (only the deployment knows its scope) present-> other id ` + subscription + strings.ToLower(group[:16]) + group[16:]}, {`subscription().subscriptionId`, `<t.json subscription().subscriptionId> (only the deployment knows its scope) present`},
		{`resourceId('s1', 'g1', 'Microsoft.KeyVault/vaults/keys', 'V', 'K')`, `"/subscriptions/s1/resourceGroups/g1/providers/Microsoft.KeyVault/vaults/V/keys/K"-> key id /subscriptions/s1/resourcegroups/g1/providers/microsoft.keyvault/vaults/v/keys/k`},
		{`resourceId('g1', 'Microsoft.KeyVault/vaults', 'v')`, subscription + `/resourceGroups/g1/providers/Microsoft.KeyVault/vaults/v (only the deployment knows its scope) present-> key_vault id ` + strings.ToLower(subscription[:15]) + `<t.json subscription().subscriptionId>/resourcegroups/g1/providers/microsoft.keyvault/vaults/v`},
		{`resourceId('Microsoft.KeyVault/vaults', 'v', 'w')`, `! resourceId(): the names don't fit the resource type`},
		{`subscriptionResourceId('Microsoft.Authorization/roleDefinitions', 'x')`, subscription + `/providers/Microsoft.Authorization/roleDefinitions/x (only the deployment knows its scope) present-> other id /subscriptions/<t.json subscription().subscriptionId>/providers/microsoft.authorization/roledefinitions/x`},
		{`tenantResourceId('Microsoft.Authorization/roleDefinitions', 'x')`, `"/providers/Microsoft.Authorization/roleDefinitions/x"-> other id /providers/microsoft.authorization/roledefinitions/x`},
		{`extensionResourceId('/subscriptions/s/resourceGroups/g/providers/Microsoft.KeyVault/vaults/v', 'Microsoft.Authorization/locks', 'l')`, `"/subscriptions/s/resourceGroups/g/providers/Microsoft.KeyVault/vaults/v/providers/Microsoft.Authorization/locks/l"-> other id /subscriptions/s/resourcegroups/g/providers/microsoft.keyvault/vaults/v/providers/microsoft.authorization/locks/l`},
		{`managementGroupResourceId('mg', 'Microsoft.Authorization/policyDefinitions', 'p')`, `"/providers/Microsoft.Management/managementGroups/mg/providers/Microsoft.Authorization/policyDefinitions/p"-> other id /providers/microsoft.management/managementgroups/mg/providers/microsoft.authorization/policydefinitions/p`},
		{`reference('kv').vaultUri`, `<reference(/subscriptions/<t.json subscription().subscriptionId>/resourcegroups/<t.json resourceGroup().name>/providers/microsoft.keyvault/vaults/kv).vaulturi> (only Azure knows the state of reference('kv').vaultUri) present-> key_vault other /subscriptions/<t.json subscription().subscriptionId>/resourcegroups/<t.json resourceGroup().name>/providers/microsoft.keyvault/vaults/kv`},
		{`reference('kv').enablePurgeProtection`, `<reference(/subscriptions/<t.json subscription().subscriptionId>/resourcegroups/<t.json resourceGroup().name>/providers/microsoft.keyvault/vaults/kv).enablepurgeprotection> (only Azure knows the state of reference('kv').enablePurgeProtection)-> key_vault other /subscriptions/<t.json subscription().subscriptionId>/resourcegroups/<t.json resourceGroup().name>/providers/microsoft.keyvault/vaults/kv`},
		{`concat('https://kv', environment().suffixes.keyvaultDns, '/keys/k')`, `https://kv<environment().suffixes.keyvaultDns>/keys/k (only the deployment knows its cloud) present-> key key_versionless https://kv.vault.azure.net/keys/k`},
		{`listKeys('x', '2020-01-01').keys[0].value`, `<<<<t.json listkeys('x','2020-01-01')>.keys>.0>.value> (only Azure answers listKeys())`},
		{`resourceInfo('x')`, `! resourceInfo(): no resource of this template has the symbolic name 'x'`},
		{`parameters('none')`, `! the template has no parameter 'none'`}, {`variables('none')`, `! the template has no variable 'none'`}, {`copyIndex()`, `! copyIndex() stands outside of a copy loop`},
		{`concat()`, `! concat() doesn't take 0 arguments`}, {`parameters('one')`, `"only"`}, {`parameters('nullable')`, `null`}, {`parameters('typed')`, `null`},
	} {
		file := source.NewSet().Add("t.json", []byte(`{
			"parameters": {"u": {"type": "string"}, "b": {"type": "bool"}, "n": {"type": "int"}, "list": {"type": "array"}, "o": {"type": "object"}, "p": {"type": "object"},
				"one": {"type": "string", "allowedValues": ["only"]}, "nullable": {"type": "string", "nullable": true}, "typed": {"$ref": "#/definitions/t"}},
			"definitions": {"t": {"type": "object", "nullable": true}},
			"variables": {"object": {"a": {"b": [1, 2]}}},
			"functions": [{"namespace": "my", "members": {"shout": {"parameters": [{"name": "Text", "type": "string"}], "output": {"type": "string", "value": "[concat(toUpper(parameters('text')), '!')]"}}}}],
			"resources": [{"type": "Microsoft.KeyVault/vaults", "name": "kv", "properties": {"x": `+jsonText(stringNode("["+c[0]+"]"))+`}}]}`), false)
		loaded := Evaluation{Template: file}.Load()
		var got string
		for _, d := range loaded.Diagnostics {
			got = "! " + d.Message
		}
		if v := loaded.Embedded[0].Node.At("properties", "x"); got == "" {
			got = identity(rendered(v))
			if v.Symbol != nil && strings.Contains(v.Symbol.Expr, ".json at ") {
				got = "? " + v.Symbol.Why
			}
			if ref := refOfValue(v); ref != nil {
				got += "-> " + ref.Kind + " " + ref.Attribute + " " + identity(ref.Target)
			}
		}
		if i := strings.Index(got, "utcnow() at "); i >= 0 {
			end := strings.IndexByte(got[i:], '>') + i
			got = got[:i] + "utcnow() at PLACE" + got[end:]
		}
		if got != c[1] {
			t.Errorf("%s\n got %s\nwant %s", c[0], got, c[1])
		}
	}
}

// rendered writes a value as JSON, with what is known of its unknown parts.
func rendered(n *source.Node) string {
	switch n.Kind {
	case source.Unknown:
		s := n.Symbol.Expr + " (" + n.Symbol.Why + ")"
		if n.Symbol.Present {
			s += " present"
		}
		return s
	case source.Array:
		var parts []string
		for _, item := range n.Items {
			parts = append(parts, rendered(item))
		}
		return "[" + strings.Join(parts, ",") + "]"
	case source.Object:
		var parts []string
		for _, m := range n.Members {
			parts = append(parts, jsonText(stringNode(m.Key))+":"+rendered(m.Value))
		}
		return "{" + strings.Join(parts, ",") + "}"
	}
	return jsonText(n)
}
