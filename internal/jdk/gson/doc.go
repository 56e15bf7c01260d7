// Package gson reads JSON objects as lenient Gson does, the reader with which the gateway's dispatcher takes the payload of a token.
//
// It takes much that is no JSON: comments, names and texts without quotation marks or between apostrophes, "=" for ":" and ";"
// for ",", the keywords in capitals. It does not take a comma behind the last member. Which of several members with one name
// counts is left to the caller: for Gson it is the last.
//
// Source: the behaviour of Gson 2.8.9 to 2.10 on strings (Gson.fromJson, which is always lenient), specification digest 02-jwt §4.
package gson
