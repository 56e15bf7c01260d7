package revision

// role says what a value is, from the way that leads to it: the keys of a dictionary have the meaning that the standard gives them
// in dictionaries of that role only.
type role uint8

const (
	anything role = iota // no meaning of its own: equal all the way down
	pointer              // a reference that names something which is compared in its own place
	inCatalog
	inPages // a node of the page tree that is no page
	inPage
	inAnnotations
	inAnnotation
	inOutline
	inThread // a thread or a bead
	inNames
	inFiles     // the name tree of embedded files
	inFileNames // an array of it
	inDSS
	inVRI
	inVRIEntry
	inExtensions
	inPermissions
	inSignature
	inSignatureReference
	inStructRoot
	inStructElement
	inStructKids // kids of an element, or values of a tree
	inStructTree
)

// entry says what stands under a key and what may happen to it.
type entry struct {
	what What
	role role
	rule rule
}

// grammar are the entries that have a meaning for the comparison (ISO 32000-2 7.7, 12.5, 12.8, 14.7). The entry "" stands for
// those not named; without one they are anything, by the rule of the dictionary.
var grammar = map[role]map[string]entry{
	inCatalog: {
		"":               {PartCatalog, anything, ruleNever},
		"Names":          {PartNames, inNames, ruleNever},
		"OpenAction":     {PartAction, anything, ruleNever},
		"AA":             {PartAction, anything, ruleNever},
		"OCProperties":   {PartLayers, anything, ruleNever},
		"AF":             {PartAttachment, anything, ruleNever},
		"Outlines":       {PartCatalog, inOutline, ruleNever},
		"Threads":        {PartCatalog, inThread, ruleNever},
		"MarkInfo":       {PartStructure, anything, ruleNever},
		"StructTreeRoot": {PartStructure, inStructRoot, ruleStructure},
		"DSS":            {PartDSS, inDSS, ruleValidation},
		"Extensions":     {PartExtensions, inExtensions, ruleValidation},
		"Metadata":       {PartMetadata, anything, ruleMetadata},
		"Version":        {PartCatalog, anything, ruleHarmless},
		"PieceInfo":      {PartCatalog, anything, ruleHarmless},
	},
	inPages: {
		"":          {PartPages, anything, ruleNever},
		"Parent":    {PartPages, inPages, ruleNever},
		"MediaBox":  {PartPage, anything, ruleNever},
		"CropBox":   {PartPage, anything, ruleNever},
		"Rotate":    {PartPage, anything, ruleNever},
		"Resources": {PartResource, anything, ruleNever},
	},
	inPage: {
		"":              {PartPage, anything, ruleNever},
		"Parent":        {PartPages, inPages, ruleNever},
		"Contents":      {PartContent, anything, ruleNever},
		"Resources":     {PartResource, anything, ruleNever},
		"Annots":        {PartAnnotation, inAnnotations, ruleAnnotate},
		"AA":            {PartAction, anything, ruleNever},
		"B":             {PartPage, inThread, ruleNever},
		"StructParents": {PartStructure, anything, ruleStructure},
		"Metadata":      {PartMetadata, anything, ruleMetadata},
		"Tabs":          {PartPage, anything, ruleHarmless},
		"LastModified":  {PartPage, anything, ruleHarmless},
		"PieceInfo":     {PartPage, anything, ruleHarmless},
	},
	inAnnotation: {
		"P":      {PartAnnotation, pointer, ruleAnnotate},
		"Parent": {PartAnnotation, inAnnotation, ruleNever},
		"Popup":  {PartAnnotation, inAnnotation, ruleAnnotate},
		"IRT":    {PartAnnotation, inAnnotation, ruleAnnotate},
		"AP":     {PartAppearance, anything, ruleAnnotate},
		"A":      {PartAction, anything, ruleNever},
		"AA":     {PartAction, anything, ruleNever},
		"FS":     {PartAttachment, anything, ruleNever},
		"AF":     {PartAttachment, anything, ruleNever},
		"V":      {PartSignature, inSignature, ruleNever},
	},
	inOutline: {
		"Parent": {PartCatalog, inOutline, ruleNever}, "First": {PartCatalog, inOutline, ruleNever}, "Last": {PartCatalog, inOutline, ruleNever},
		"Prev": {PartCatalog, inOutline, ruleNever}, "Next": {PartCatalog, inOutline, ruleNever}, "SE": {PartCatalog, pointer, ruleNever},
	},
	inThread: {
		"F": {PartPage, inThread, ruleNever}, "N": {PartPage, inThread, ruleNever}, "V": {PartPage, inThread, ruleNever},
		"T": {PartPage, inThread, ruleNever}, "P": {PartPage, pointer, ruleNever},
	},
	inNames: {
		"EmbeddedFiles": {PartAttachment, inFiles, ruleNever},
		"XFAResources":  {PartCDA, anything, ruleNever},
		"JavaScript":    {PartAction, anything, ruleNever},
	},
	inFiles: {
		"Kids":  {PartAttachment, inFiles, ruleNever},
		"Names": {PartAttachment, inFileNames, ruleNever},
	},
	inDSS: {
		"":      {PartDSS, anything, ruleNever},
		"Type":  {PartDSS, anything, ruleValidation},
		"Certs": {PartDSS, anything, ruleValidation}, "CRLs": {PartDSS, anything, ruleValidation}, "OCSPs": {PartDSS, anything, ruleValidation},
		"VRI": {PartDSS, inVRI, ruleValidation},
	},
	inVRI: {"": {PartDSS, inVRIEntry, ruleValidation}},
	inVRIEntry: {
		"":     {PartDSS, anything, ruleNever},
		"Type": {PartDSS, anything, ruleValidation}, "TU": {PartDSS, anything, ruleValidation}, "TS": {PartDSS, anything, ruleValidation},
		"Cert": {PartDSS, anything, ruleValidation}, "CRL": {PartDSS, anything, ruleValidation}, "OCSP": {PartDSS, anything, ruleValidation},
	},
	inPermissions: {
		"DocMDP": {PartPermissions, inSignature, ruleNever}, "UR": {PartPermissions, inSignature, ruleNever},
		"UR3": {PartPermissions, inSignature, ruleNever},
	},
	inSignature:          {"Reference": {PartSignature, inSignatureReference, ruleNever}},
	inSignatureReference: {"Data": {PartSignature, pointer, ruleNever}},
	inStructRoot: {
		"":                  {PartStructure, anything, ruleNever},
		"Type":              {PartStructure, anything, ruleStructure},
		"K":                 {PartStructure, inStructKids, ruleStructure},
		"ParentTree":        {PartStructure, inStructTree, ruleStructure},
		"ParentTreeNextKey": {PartStructure, anything, ruleHarmless},
		"IDTree":            {PartStructure, inStructTree, ruleNever},
	},
	inStructElement: { // and the references to content and objects among its kids
		"":    {PartStructure, anything, ruleNever},
		"P":   {PartStructure, pointer, ruleNever},
		"Pg":  {PartStructure, pointer, ruleNever},
		"Obj": {PartStructure, pointer, ruleNever},
		"Ref": {PartStructure, pointer, ruleNever},
		"K":   {PartStructure, inStructKids, ruleStructure},
	},
	inStructTree: {
		"":       {PartStructure, anything, ruleNever},
		"Kids":   {PartStructure, inStructTree, ruleStructure},
		"Nums":   {PartStructure, inStructKids, ruleStructure},
		"Names":  {PartStructure, inStructKids, ruleStructure},
		"Limits": {PartStructure, anything, ruleHarmless},
	},
}

// under is the place of an entry of a dictionary.
func (p place) under(key string) place {
	at := p.entry(key)
	e, known := grammar[p.role][key]
	if !known {
		if e, known = grammar[p.role][""]; !known {
			e = entry{p.what, anything, p.rule}
		}
	}
	switch {
	case p.role == inAnnotation && e.rule == ruleAnnotate:
		e.rule = p.rule // not all annotations may be changed
	case p.role == anything && p.what == PartResource && key == "Font":
		e.what = PartFont
	}
	return at.in(e.what, e.role, e.rule)
}
