package models

// Channel is the way a tip came in.
type Channel string

// The channels of a notice (DOMAIN: web, QR code, e-mail, phone, letter,
// letterbox and visit). A QR code leads to the web form and counts as web.
const (
	ChannelWeb    Channel = "web"
	ChannelMail   Channel = "mail"
	ChannelPhone  Channel = "phone"
	ChannelLetter Channel = "letter"
	ChannelBox    Channel = "box"
	ChannelVisit  Channel = "visit"
)

// Channels lists every channel in the order of a notice.
func Channels() []Channel {
	return []Channel{ChannelWeb, ChannelMail, ChannelPhone, ChannelLetter, ChannelBox, ChannelVisit}
}

// StaffChannels lists the channels that staff register by hand.
func StaffChannels() []Channel {
	return []Channel{ChannelPhone, ChannelLetter, ChannelBox, ChannelVisit}
}

// Valid says whether c is a known channel.
func (c Channel) Valid() bool { return known(c, Channels()) }

// Key is the message key of the channel's name.
func (c Channel) Key() string { return "channel." + string(c) }

func known[T comparable](v T, all []T) bool {
	for _, a := range all {
		if a == v {
			return true
		}
	}
	return false
}
