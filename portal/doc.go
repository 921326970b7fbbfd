// Package portal is the citizens' site: the notice of the open round, the report
// form, the receipt, and the look-up of what became of a report.
//
// It guarantees that a receipt is shown only after the report is stored, that a
// form with a fault comes back with everything typed and every file received,
// that no cookie is set and no address, user agent or referrer of a visitor is
// kept, that a receipt never stands in an address, a header, a title or a log,
// and that every page works without a script.
//
// It cannot open what it took: it seals to public keys and imports no key that
// opens. It does not judge a report, and it does not remember a visitor: what a
// page must know of an earlier one, it carries itself, sealed (parcel).
package portal
