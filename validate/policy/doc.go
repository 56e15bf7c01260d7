// Package policy applies a project's own settings to what was found: severities by rule, rules turned off, exceptions by path,
// and a baseline of findings that are known already.
//
// It changes findings and, through them, the verdict. What the gateway would answer stays as it is: no setting here makes the
// gateway more lenient. What is hidden is counted in Document.Hidden.
//
//	p := &policy.Policy{Rules: policy.Levels{"SIG-*": "warning"}, Baseline: known}
//	p.Apply(doc)
package policy
