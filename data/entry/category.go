package entry

// Category groups the actions of all systems under one word each. The source's
// own text of the action is always kept beside it.
const (
	CategoryActivation    = "activation"     // service enabled for the first time, client created
	CategoryPayment       = "payment"        // payment recorded, collected, confirmed
	CategoryRefund        = "refund"         // refund, reversal, manual adjustment
	CategoryInvoice       = "invoice"        // invoice created, voided, downloaded
	CategoryPackageChange = "package change" // plan up or down, licence allocated or revoked
	CategoryRenewal       = "renewal"
	CategorySuspension    = "suspension" // suspended and reactivated
	CategoryProfile       = "profile"    // contact details, account data, mandate modification
	CategoryDeletion      = "deletion"
	CategoryOrder         = "order"
	CategoryLogin         = "login" // login, logout, failed login, two-factor, password
	CategoryImpersonation = "impersonation"
	CategorySettings      = "settings" // settings, templates, routers
	CategoryStaff         = "staff"    // accounts and rights of operators
	CategoryTicket        = "ticket"
	CategorySystem        = "system" // jobs, synchronisation, health checks
	CategoryFile          = "file"   // imports, downloads, generated files
	CategoryOther         = "other"
)

// Categories lists all categories in the order in which they are coloured and
// reported.
var Categories = []string{
	CategoryActivation, CategoryPayment, CategoryRefund, CategoryInvoice, CategoryPackageChange,
	CategoryRenewal, CategorySuspension, CategoryProfile, CategoryDeletion, CategoryOrder,
	CategoryLogin, CategoryImpersonation, CategorySettings, CategoryStaff, CategoryTicket,
	CategorySystem, CategoryFile, CategoryOther,
}
