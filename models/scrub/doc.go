// Package scrub tells what a file is by its content and makes a working copy of
// it without what the file says about the person who made it: where and when a
// picture was taken, on which phone, who wrote a document and who changed it.
//
// It guarantees:
//   - Bytes in, bytes out. It touches no disk and no network, keeps nothing
//     between calls, and never stores, logs or puts into an error anything that
//     it read.
//   - The copy is always whole. What cannot be cleaned is copied byte for byte and
//     reported as not clean; a copy that is clean shows, sounds and reads the same:
//     pixels, sound and text are never encoded anew.
//   - Cleaning a clean copy gives the same bytes.
//   - Memory does not grow with the size of a picture, a recording or a film, nor
//     with the text and tables of an Office file. A PDF is held in memory, one at a
//     time, and only up to 20 MB; so is what lies inside an Office file or, decoded,
//     inside a mail, two at a time.
//   - Damaged and hostile input ends in a copy that is reported as not clean, never
//     in a panic or without bound.
//
// It does not guarantee that a file is harmless to open, and it does not look at
// what a picture shows, a voice says or a text tells: a face, a signature and a
// watermark stay. It does not look into zip archives.
package scrub
