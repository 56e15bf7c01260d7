package report

// JSON is what a run is judged with, as the JSON form says it: tool, catalog, registry.
func (r Run) JSON(lang string) any {
	return runView(Options{Run: func() Run { return r }, Lang: lang})
}
