package generate

// weight is how often a kind is begun by an operator or by the system.
type weight struct {
	kind kind
	w    int
}

// profile is what one format records, and how its file is written.
type profile struct {
	delimiter   byte // 0: JSON array
	header      string
	lineEnd     string
	mark        bool
	utf16       bool
	newestFirst bool
	firmsOnly   bool // customers are firms (creditors)

	staff    []weight
	system   []weight
	always   int // weight of the system's work in any hour, see staffWeight
	fallback kind
	render   func(*simulation, *row, *event)

	has         [kindCount]bool
	staffTotal  int
	systemTotal int
}

var profiles = map[string]*profile{
	"operators-action-log": {
		delimiter: ',', lineEnd: "\n", header: "Timestamp,Operator,Customer,Action", fallback: updateProfile,
		staff: []weight{
			{pay, 380}, {updateProfile, 150}, {renew, 160}, {suspend, 60}, {create, 50}, {upgrade, 45}, {downgrade, 25},
			{changeEmail, 25}, {reactivate, 25},
		},
		render: renderOperators,
	},
	"isp-activity-log": {
		delimiter: ';', lineEnd: "\r\n", mark: true, header: "Timestamp;Activity Type;Description;IP Address;User", fallback: updateProfile,
		staff: []weight{
			{pay, 240}, {updateProfile, 90}, {renew, 70}, {suspend, 45}, {create, 35}, {upgrade, 30}, {downgrade, 15},
			{changeEmail, 15}, {reactivate, 15}, {refund, 12}, {adjust, 12}, {remove, 6}, {login, 130}, {loginFailed, 14},
			{routerChange, 14}, {planChange, 4}, {saveSettings, 8}, {payFailed, 20},
		},
		system: []weight{{routerSync, 40}, {expire, 18}, {health, 20}, {task, 22}},
		always: 90,
		render: renderISP,
	},
	"reseller-audit-log": {
		fallback: licenceAllocated,
		staff: []weight{
			{create, 120}, {suspend, 110}, {reactivate, 60}, {remove, 30}, {licenceAllocated, 260}, {licenceRevoked, 110},
		},
		render: renderReseller,
	},
	"operator-log": {
		delimiter: '\t', lineEnd: "\r\n", mark: true, utf16: true, firmsOnly: true,
		header:   "Date\tElement\tIdentifier\tEvent\tUser\tUser entity\tEntity\tDetail",
		fallback: element,
		staff:    []weight{{element, 900}, {login, 120}, {loginFailed, 6}},
		render:   renderElements,
	},
	"commerce-activity-log": {
		delimiter: ',', lineEnd: "\n", newestFirst: true,
		header: "Timestamp,Actor,Action,Entity Type,Entity ID,IP Address", fallback: updateProfile,
		staff: []weight{
			{pay, 120}, {updateProfile, 80}, {changeEmail, 16}, {create, 34}, {remove, 4}, {invoiceCreated, 30},
			{invoiceVoided, 10}, {invoiceDownloaded, 24}, {refund, 12}, {payFailed, 8}, {orderApproved, 16}, {orderRejected, 5},
			{orderCancelled, 7}, {provision, 20}, {suspend, 30}, {reactivate, 10}, {domainRegistered, 12},
			{domainTransferred, 5}, {nameservers, 14}, {ticketReplied, 70}, {ticketAssigned, 24}, {ticketClosed, 30},
			{login, 110}, {loginFailed, 10}, {twoFactor, 5}, {staffAdded, 2}, {saveSettings, 9}, {impersonate, 16},
			{upgrade, 14}, {downgrade, 8},
		},
		system: []weight{{orderPlaced, 20}, {ticketOpened, 24}, {invoicePaid, 30}, {invoiceCreated, 18}, {payFailed, 8}, {domainRenewed, 12}, {provision, 10}},
		always: 70,
		render: renderCommerce,
	},
}

func init() {
	for _, p := range profiles {
		for _, x := range p.staff {
			p.has[x.kind] = true
			p.staffTotal += x.w
		}
		for _, x := range p.system {
			p.has[x.kind] = true
			p.systemTotal += x.w
		}
	}
	for _, k := range []kind{logout} {
		profiles["isp-activity-log"].has[k] = true
	}
}

func draw(d dice, list []weight, total int) kind {
	n := d.n(total)
	for _, x := range list {
		if n -= x.w; n < 0 {
			return x.kind
		}
	}
	return list[0].kind
}
