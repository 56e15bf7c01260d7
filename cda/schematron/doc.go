// Package schematron runs ISO Schematron schemas with the query binding xslt2 on positioned XML trees.
//
// A schema is judged exactly as the ISO "skeleton" stylesheets for XSLT 2.0 compile it and Saxon-HE 9.9 runs the result,
// because that is what the reference validator does: in each pattern the first rule whose context matches a node fires
// for it, lets are lazy and scoped as XSLT variables are, texts keep the white space that survives the skeleton, and one
// dynamic error ends the whole run.
//
//	schema, err := schematron.Compile(src, schematron.ReadOptions{Name: "rules.sch"})
//	...
//	result, err := schema.Run(ctx, doc)
//	for _, hit := range result.Failures {
//		fmt.Println(hit.NationalID, hit.Path(doc), hit.Text)
//	}
//
// Read gives the schema as data (Model), with includes resolved and abstract patterns and rules expanded; Compile also
// compiles every expression, so that a schema that opens can only fail on a document. A Schema is immutable and safe for
// concurrent use.
//
// What the skeleton supports but no offline judgement can reproduce, or what would need a whole XSLT processor, is
// refused when the schema is opened, naming rule, expression and line: xsl:function, xsl:key, patterns over other
// documents, XSLT beyond a small text-building subset in the body of a let.
package schematron
