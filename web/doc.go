// Package web is the HTTP plumbing that the citizens' site and the staff site
// share: one Site with its limits, headers, languages, pages, forms and errors.
//
// It guarantees that a page is whole before its first byte leaves, that a visitor
// never sees an internal text, that no log line, metric or error page carries an
// address, a query, a user agent or anything that was typed, that no page loads
// anything from a third party, and that a body is never larger than its limit nor
// kept in memory or a temporary file. It knows neither tips nor staff, and it
// never touches the store.
package web
