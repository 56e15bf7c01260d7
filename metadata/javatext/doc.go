// Package javatext does to strings what the gateway's Java does, where Go does otherwise.
//
// The gateway decides on identifiers, codes and dates with String.split, String.toUpperCase, String.equalsIgnoreCase,
// Long.parseLong and java.text.SimpleDateFormat. Their corners decide whether a submission passes: split drops empty parts at
// the end, toUpperCase turns one character into two, a number may be written in any script, a date may be followed by anything.
// All functions take and return Go strings; where Java counts UTF-16 code units, so do they.
//
// Source: the behaviour of OpenJDK 17, compared with it by tests on made-up values.
package javatext
