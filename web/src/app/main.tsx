import { StrictMode } from 'react';
import { createRoot } from 'react-dom/client';
import { BrowserRouter } from 'react-router';
import { App } from './App.tsx';
import { CrashGuard } from './CrashGuard.tsx';
import './theme.css';

const root = document.getElementById('root');
if (root === null) throw new Error('index.html has no #root');
createRoot(root).render(
  <StrictMode>
    <CrashGuard>
      <BrowserRouter>
        <App />
      </BrowserRouter>
    </CrashGuard>
  </StrictMode>,
);
