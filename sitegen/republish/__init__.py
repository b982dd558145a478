"""An article as others may print it: what a licence allows, and the text in HTML, plain text and Markdown.

A rendered article goes in; a block comes out that any other site can take up: common elements without classes and
scripts, whole addresses, the byline, where it was first published, the licence, and notes whose ids are its own.
`licence` knows licences, `block` makes the HTML, `plain` the other two forms of it.
"""
