# METADATA
# description: What one evaluation answers, rule by rule. The engine asks for this package alone.
package akscan.main

# METADATA
# description: The results of every rule that is loaded, by category and name.
results[category][name] := data.akscan.rules[category][name].results

# METADATA
# description: The subjects of the rules that name their own, as keys of resources.
subjects[category][name] := data.akscan.rules[category][name].subjects

# METADATA
# description: What was seen and isn't judged.
notes := data.akscan.notes.notes
