package generate

// kind says what happens in an event. Kinds above kindHidden are plans that
// unfold into events and are no rows themselves.
type kind uint8

const (
	create kind = iota
	pay
	payFailed
	refund
	adjust
	upgrade
	downgrade
	renew
	suspend
	reactivate
	updateProfile
	changeEmail
	remove
	login
	loginFailed
	logout
	twoFactor
	impersonate
	routerSync
	expire
	health
	task
	routerChange
	planChange
	saveSettings
	invoiceCreated
	invoicePaid
	invoiceVoided
	invoiceDownloaded
	orderPlaced
	orderApproved
	orderRejected
	orderCancelled
	provision
	domainRegistered
	domainRenewed
	domainTransferred
	nameservers
	ticketOpened
	ticketReplied
	ticketAssigned
	ticketClosed
	staffAdded
	licenceAllocated
	licenceRevoked
	element // an element of the direct debit platform; ref is its event

	kindHidden
	massSuspension
	invoiceRun
	paymentRush
	breakIn
	move
	staleAccount

	kindCount
)

// Actors that are no operator.
const (
	bySystem = int32(-1)
	byClient = int32(-2) // the customer's account, in an impersonation
	byNobody = int32(-3) // a login that does not exist
)

// event is one entry before it is written.
type event struct {
	at     int64 // unix seconds
	order  uint32
	kind   kind
	net    netClass
	plan   uint8 // the plan before a change; the element
	sub    uint8 // what happened to the element
	host   uint16
	actor  int32
	other  int32 // an operator who is acted on, or the one behind a client
	cust   int32
	amount int64  // cents
	ref    int64  // invoice, ticket, domain …; how many, in a plan
	pick   uint32 // chance for the wording
}

// queue gives the planned events in order of time, equal ones in the order in
// which they were planned.
type queue struct {
	heap []event
	next uint32
}

func (q *queue) push(e event) {
	e.order = q.next
	q.next++
	q.heap = append(q.heap, e)
	for i := len(q.heap) - 1; i > 0; {
		up := (i - 1) / 2
		if !q.before(i, up) {
			return
		}
		q.heap[i], q.heap[up] = q.heap[up], q.heap[i]
		i = up
	}
}

func (q *queue) before(i, j int) bool {
	a, b := &q.heap[i], &q.heap[j]
	return a.at < b.at || a.at == b.at && a.order < b.order
}

func (q *queue) pop() event {
	top := q.heap[0]
	last := len(q.heap) - 1
	q.heap[0] = q.heap[last]
	q.heap = q.heap[:last]
	for i := 0; ; {
		least := i
		for k := 2*i + 1; k <= 2*i+2 && k < last; k++ {
			if q.before(k, least) {
				least = k
			}
		}
		if least == i {
			return top
		}
		q.heap[i], q.heap[least] = q.heap[least], q.heap[i]
		i = least
	}
}
