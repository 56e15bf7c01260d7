// Package jdk does what the gateway's Java does, where Go does otherwise: with strings, charsets, dates and the order of hash maps.
// Packages gson and soup below it read JSON and markup as the gateway's libraries do.
//
// The gateway decides on identifiers, codes and dates with String.split, String.toUpperCase, String.equalsIgnoreCase,
// Long.parseLong and java.text.SimpleDateFormat. Their corners decide whether a submission passes: split drops empty parts at
// the end, toUpperCase turns one character into two, a number may be written in any script, a date may be followed by anything.
// It decodes documents with Java's charsets, by the names that the XML parsers of the JDK know, and lists attachments and codes in
// the order of java.util.HashMap.
//
// All functions take and return Go strings; where Java counts UTF-16 code units, so do they.
//
// Source: the behaviour of OpenJDK 17, compared with it by tests on made-up values.
package jdk
