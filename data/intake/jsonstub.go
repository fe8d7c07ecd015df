package intake
import ("context";"io";"errors")
type jsonWorker struct{plan *plan; b *builder}
func (w *jsonWorker) parse(*piece) *Batch { return nil }
func openJSON(ctx context.Context, src io.Reader, p *plan) (cutter, error) { return nil, errors.New("not yet") }
func (p *plan) rawJSON(pc *piece, yield func([]string) error) error { return nil }
func jsonKind(text []byte, whole bool) string { return "" }
func (in *Inspection) jsonTable(s *sample, cs *charset, text []byte) (*table, error) { return nil, errors.New("not yet") }
