var
  N: Integer;
begin
  N := 'three';
end.
