# METADATA
# description: What was seen and isn't judged. Each note becomes a diagnostic, not a result.
package akscan.notes

import data.akscan.lib.module
import data.akscan.lib.name
import data.akscan.lib.state
import data.akscan.lib.subject
import data.akscan.lib.volume

# METADATA
# description: Storage that other drivers make is encrypted, or not, in ways of their own.
notes contains note(class.provisioner.pos, sprintf("storage class %s makes volumes through %s: seen, not judged", [name.of(class), driver]), "") if {
	some class in subject.storage_classes
	driver := state.text(class.provisioner)
	not volume.is_azure_driver(driver)
	volume.may_hold_data(driver)
}

# METADATA
# description: A module that isn't on disk, and of which nothing says that it could matter.
notes contains note(call.pos, sprintf("the module %s isn't on disk, so what it makes was not judged", [json.marshal(state.shown(call.source))]), module.remedy(call)) if {
	some call in subject.module_calls
	not module.may_make(call, module.topics)
}

note(pos, message, hint) := {"pos": pos, "message": message, "hint": hint}
