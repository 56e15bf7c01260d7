package soup

// htmlElements are the HTML elements that jsoup knows. In XML mode it writes one without content as two tags.
var htmlElements = nameSet(`
	a abbr acronym address applet area article aside audio b base basefont bdi bdo bgsound big blockquote body br
	button canvas caption center cite code col colgroup command data datalist dd del details device dfn dir div dl
	dt em embed fieldset figcaption figure font footer form frame frameset h1 h2 h3 h4 h5 h6 head header hgroup hr
	html i iframe img input ins kbd keygen label legend li link listing main map mark marquee math menu menuitem
	meta meter nav nobr noframes noscript object ol optgroup option output p param plaintext pre progress q rp rt
	ruby s samp script section select small source span strike strong style sub summary sup svg table tbody td
	template textarea tfoot th thead time title tr track tt u ul var video wbr`)

// htmlEmpty are the HTML elements without content.
var htmlEmpty = nameSet(`
	area base basefont bgsound br col command device embed frame hr img input keygen link menuitem meta param source
	track wbr`)

// htmlTableParts are the HTML elements that jsoup ignores where they stand alone; it reads instructions with its HTML parser.
var htmlTableParts = nameSet("caption col colgroup frame head tbody td tfoot th thead tr html body")

// htmlBlocks are the elements that the end tag of an ordinary element does not reach through ("special" in the HTML standard).
var htmlBlocks = nameSet(`
	address applet area article aside base basefont bgsound blockquote body br button caption center col colgroup command
	dd details dir div dl dt embed fieldset figcaption figure footer form frame frameset h1 h2 h3 h4 h5 h6 head header
	hgroup hr html iframe img input isindex li link listing marquee menu meta nav noembed noframes noscript object ol p
	param plaintext pre script section select style summary table tbody td textarea tfoot th thead title tr ul wbr xmp`)

// htmlScopes are the elements that the end tag of a block does not reach through, unless it ends a part of a table.
var htmlScopes = nameSet("applet caption html marquee object table td th")
